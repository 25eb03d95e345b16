const MODES = ['production', 'development', 'test'];

/** The default of a setting as pages say it; by mode where modes differ. */
export function shownDefault(setting) {
  const shown = MODES.map((mode) => [mode, shownValue(setting.defaultFor(mode))]);
  const differs = shown.some(([, value]) => value !== shown[0][1]);
  if (!differs) return shown[0][1];
  const groups = new Map();
  for (const [mode, value] of shown) groups.set(value, [...(groups.get(value) ?? []), mode]);
  return [...groups].map(([value, modes]) => `${value} (${modes.join(', ')})`).join('; ');
}

function shownValue(value) {
  if (value === undefined) return 'must be given';
  const text = settingText(value);
  return text === '' ? 'unset' : `\`${text}\``;
}

/** A value as one types it into an environment file; empty when there is none. */
export function settingText(value) {
  if (value === undefined || value === null) return '';
  return Array.isArray(value) ? value.join(',') : String(value);
}
