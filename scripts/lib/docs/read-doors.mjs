import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { doors } from '../../../architecture.mjs';
import { Fault } from '../fault.mjs';
import { ROOT } from '../paths.mjs';
import { inRankOrder } from './house.mjs';

const LIBS = path.join(ROOT, 'libs');
const printer = ts.createPrinter({ removeComments: true });

/**
 * Each door with the declarations of its exports, as the compiler would emit them, sorted by name.
 *
 * @returns {Record<string, string[]>} `@countersign/factors/http` → declarations
 */
export function readDoors() {
  const files = inRankOrder(fs.readdirSync(LIBS)).flatMap((lib) => doors.map((door) => path.join(LIBS, lib, door)).filter((file) => fs.existsSync(file)));
  const program = openSources(files);
  const emitted = new Map();
  const entries = files.map((file) => [nameOf(file), declarationsOf(file, program, emitted)]);
  return Object.fromEntries(entries.filter(([, declarations]) => declarations.length > 0));
}

function nameOf(file) {
  return `@countersign/${path.relative(LIBS, file).replace(/(\/index)?\.ts$/, '')}`;
}

/** The libs alone: packages stay unresolved, since reading their thousands of files would take three times as long. */
function openSources(files) {
  const { config } = ts.readConfigFile(path.join(ROOT, 'tsconfig.json'), ts.sys.readFile);
  const { options: own } = ts.convertCompilerOptionsFromJson(config.compilerOptions, ROOT);
  const options = { ...own, types: [], declaration: true, emitDeclarationOnly: true, sourceMap: false, incremental: false, tsBuildInfoFile: undefined, noCheck: true };
  const host = ts.createCompilerHost(options);
  host.resolveModuleNameLiterals = (literals, from) => literals.map(({ text }) => ({ resolvedModule: resolveOwn(text, from) }));
  return ts.createProgram(files, options, host);
}

function resolveOwn(name, from) {
  const [, own] = /^@countersign\/(.+)$/.exec(name) ?? [];
  if (!own && !name.startsWith('.')) return undefined;
  const place = own ? path.join(LIBS, own) : path.resolve(path.dirname(from), name.replace(/\.js$/, ''));
  const resolvedFileName = [`${place}.ts`, path.join(place, 'index.ts')].find((file) => fs.existsSync(file));
  return resolvedFileName && { resolvedFileName, extension: '.ts', isExternalLibraryImport: false };
}

function declarationsOf(file, program, emitted) {
  const checker = program.getTypeChecker();
  const door = checker.getSymbolAtLocation(program.getSourceFile(file));
  const symbols = door ? checker.getExportsOfModule(door) : [];
  const sorted = symbols.sort((a, b) => (a.name < b.name ? -1 : 1));
  const texts = sorted.flatMap((symbol) => {
    const origin = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    return origin.declarations.flatMap((node) => shown(statementOf(node), symbol.name, nameOf(file), program, emitted));
  });
  return [...new Set(texts)];
}

function statementOf(node) {
  return ts.isVariableDeclaration(node) ? node.parent.parent : node;
}

/** The emitted form of one exported statement, and of what it names of its own file without letting it out. */
function shown(source, name, door, program, emitted) {
  const file = source.getSourceFile();
  if (!emitted.has(file)) emitted.set(file, emit(file, program));
  const own = ts.isVariableStatement(source) ? source.declarationList.declarations[0].name.text : source.name.text;
  const statements = emitted.get(file).statements.filter((one) => one.kind === source.kind && declares(one, own));
  const isMadeByNest = ts.isClassDeclaration(source) && ts.getDecorators(source) !== undefined;
  const text = statements.map((one) => print(one, isMadeByNest)).join('\n').replace(/import\("[^"]+"\)\./g, '');
  if (/\bany\b/.test(text) && !/\bany\b/.test(source.getText())) {
    throw new Fault(`The type of ${name} (${door}) is inferred from a package: write it out, so that the report of the doors can show it.`);
  }
  return [text, ...hiddenNeeds(emitted.get(file), text)];
}

function hiddenNeeds({ statements }, text, known = new Set()) {
  const needed = statements.filter((one) => {
    const isNamed = one.name?.text !== undefined && new RegExp(`\\b${one.name.text}\\b`).test(text);
    return isNamed && !known.has(one) && !one.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
  });
  for (const one of needed) known.add(one);
  return needed.flatMap((one) => {
    const own = print(one, false);
    return [own, ...hiddenNeeds({ statements }, own, known)];
  });
}

function declares(statement, name) {
  if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.some((one) => one.name.text === name);
  return statement.name?.text === name;
}

function emit(file, program) {
  let text = '';
  program.emit(file, (_, written) => (text = written), undefined, true);
  return ts.createSourceFile('door.d.ts', text, ts.ScriptTarget.Latest, true);
}

function print(statement, isMadeByNest) {
  const isHidden = (node) =>
    (ts.isConstructorDeclaration(node) && isMadeByNest) ||
    (ts.isClassElement(node) && ((ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Private) !== 0 || (node.name && ts.isPrivateIdentifier(node.name))));
  const isNoise = ({ kind }) => kind === ts.SyntaxKind.ExportKeyword || kind === ts.SyntaxKind.DeclareKeyword;
  const visit = (context) => (root) => {
    const inner = (node) => (isHidden(node) || isNoise(node) ? undefined : ts.visitEachChild(node, inner, context));
    return ts.visitEachChild(root, inner, context);
  };
  const { transformed } = ts.transform(statement, [visit]);
  return printer.printNode(ts.EmitHint.Unspecified, transformed[0], statement.getSourceFile());
}
