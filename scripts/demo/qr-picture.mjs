import { createRequire } from 'node:module';
import decodeQR from 'qr/decode.js';

const { PNG } = createRequire(import.meta.url)('pngjs');

/** Looks at the picture as a phone's camera would. @returns {{ text: string, blocks: string }} */
export function readQrPicture(dataUrl) {
  const [, base64] = /^data:image\/png;base64,(.+)$/.exec(dataUrl) ?? [];
  if (!base64) throw new Error('The QR code is no PNG data URL.');
  const { width, height, data } = PNG.sync.read(Buffer.from(base64, 'base64'));
  return { text: decodeQR({ width, height, data }), blocks: inBlocks(width, height, data) };
}

/** The same picture in half-block characters, two rows of modules a line. */
function inBlocks(width, height, data) {
  const isDark = (x, y) => y < height && data[(y * width + x) * 4] < 128;
  const module = moduleSize(width, height, isDark);
  const lines = [];
  for (let y = module >> 1; y < height; y += 2 * module) {
    let line = '';
    for (let x = module >> 1; x < width; x += module) line += BLOCKS[isDark(x, y)][isDark(x, y + module)];
    lines.push(line);
  }
  return lines.join('\n');
}

/** Light modules are drawn, so that it can be scanned from a dark terminal. */
const BLOCKS = { true: { true: ' ', false: '▄' }, false: { true: '▀', false: '█' } };

/** The finder pattern in the corner is seven modules wide (ISO/IEC 18004 §6.3.3). */
function moduleSize(width, height, isDark) {
  let margin = 0;
  while (margin < width && !isDark(margin, margin)) margin += 1;
  let end = margin;
  while (end < width && isDark(end, margin)) end += 1;
  return Math.max(1, Math.round((end - margin) / 7));
}
