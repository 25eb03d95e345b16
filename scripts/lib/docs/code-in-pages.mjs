import fs from 'node:fs';
import path from 'node:path';
import { Fault } from '../fault.mjs';
import { ROOT } from '../paths.mjs';

const FOLDERS = ['docs/extending', 'docs/integrating'];

/**
 * `<!-- code: <file> -->` or `<!-- code: <file>#<region> -->`, and the block below it. With ` for <module>` behind the file it is
 * shown as whoever adds that module alone has it.
 */
const MARKED = /^<!-- code: ((\S+?)(?:#([\w-]+))?(?: for ([\w-]+))?) -->\n```(\w+)\n[\s\S]*?^```$/gm;
/** The stranger's files stand there as they do in his clone. */
const STRANGER = /^test\/stranger\/(?=libs|migrations)/;
/** What the tests need and an adopter does not. */
const HIDDEN = /^( *)\/\/ #region hidden\n[\s\S]*?^\1\/\/ #endregion\n/gm;
const LINE_OF_REGION = /^\s*\/\/ #(?:end)?region\b.*\n/gm;

/** The pages of FOLDERS with the code that their marks name, as it stands in the sources now: path → text. */
export function pagesWithCode() {
  const pages = FOLDERS.flatMap((folder) => fs.readdirSync(path.join(ROOT, folder)).map((name) => `${folder}/${name}`));
  const written = pages.filter((page) => page.endsWith('.md') && !page.endsWith('/api-report.md'));
  return Object.fromEntries(written.map((page) => [page, withCode(page)]));
}

function withCode(page) {
  const text = fs.readFileSync(path.join(ROOT, page), 'utf8');
  refuseUnmarked(page, text);
  return text.replace(MARKED, (_, mark, file, region, module, language) => {
    const whole = codeOf(page, file, region);
    const code = `// ${file.replace(STRANGER, '')}\n${module ? withModuleAlone(whole, module) : whole}`;
    return `<!-- code: ${mark} -->\n\`\`\`${language}\n${code}\`\`\``;
  });
}

/** Code that nothing runs goes stale unseen. */
function refuseUnmarked(page, text) {
  const left = text.replace(MARKED, '');
  if (/^```(ts|js)$/m.test(left)) throw new Fault(`${page} has code without a mark: put "<!-- code: FILE -->" right above the block.`);
}

function codeOf(page, file, region) {
  const place = path.join(ROOT, file);
  if (!fs.existsSync(place)) throw new Fault(`${page} shows ${file}, which is not there: correct the mark.`);
  const source = fs.readFileSync(place, 'utf8');
  return (region ? regionOf(page, file, source, region) : source).replace(HIDDEN, '').replace(LINE_OF_REGION, '');
}

/** Without the imports of other modules below `./src/`, and without the lines and entries of lists that name them. */
function withModuleAlone(source, module) {
  const imports = [...source.matchAll(/^import \{ (\w+) \} from '\.\/src\/([\w-]+)\/.*\n/gm)].filter(([, , name]) => name !== module);
  return imports.reduce((text, [line, name]) => text.replace(line, '').replace(new RegExp(`, ${name}\\b|\\b${name}, `, 'g'), ''), source);
}

function regionOf(page, file, source, region) {
  const [, , text] = new RegExp(`^( *)// #region ${region}\\n([\\s\\S]*?)^\\1// #endregion`, 'm').exec(source) ?? [];
  if (text === undefined) throw new Fault(`${page} shows "${region}" of ${file}: put "// #region ${region}" and "// #endregion" around it.`);
  const indent = Math.min(...text.split('\n').filter(Boolean).map((line) => line.search(/\S/)));
  return text.replace(new RegExp(`^ {${indent}}`, 'gm'), '');
}
