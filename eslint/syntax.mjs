// What must not be written, each with its reason and the way out. One group a reason; eslint.config.mjs says where it holds.

const environment =
  'Only libs/config reads the environment, so that all faults are told at once. Declare a field in a @Settings class and inject it.';
const clock =
  'Take the time from the injected Clock (tests move it), and let SQL compare expiries by now(). Spans: performance.now().';

export const processEnv = [
  { selector: 'MemberExpression[object.name="process"][property.name="env"]', message: environment },
  { selector: 'MemberExpression[object.name="process"][property.value="env"]', message: environment },
  { selector: 'VariableDeclarator[init.name="process"] Property[key.name="env"]', message: environment },
  { selector: 'ImportDeclaration[source.value=/^(node:)?process$/]', message: environment },
];

export const bareErrors = [
  {
    selector: ':matches(NewExpression, CallExpression)[callee.name=/^(Error|AggregateError)$/]',
    message:
      'A bare Error becomes "internal_error" and tells nobody what to do. Throw a problem of defineProblems, or a StartupFault while the process starts.',
  },
  {
    selector: 'NewExpression[callee.name=/Exception$/]',
    message: 'Libs speak no HTTP: throw a problem of defineProblems. The filter in web is the only writer of an error body.',
  },
  {
    selector: 'ClassDeclaration[superClass.name=/Exception$/]',
    message: 'Libs speak no HTTP: say the problem with defineProblems instead of a class of exceptions.',
  },
];

export const random = [
  {
    selector: 'MemberExpression[object.name="Math"][property.name="random"]',
    message: 'Math.random can be predicted. Use randomDigits, randomCrockford or node:crypto (ASVS 5.0 11.5.1).',
  },
];

export const systemClock = [
  { selector: 'CallExpression[callee.object.name="Date"][callee.property.name="now"]', message: clock },
  { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: clock },
  { selector: 'CallExpression[callee.name="Date"]', message: clock },
];

export const openDoors = [
  { selector: 'ExportAllDeclaration', message: 'A door names each thing that it lets out: export { Name } from "./src/…".' },
  {
    selector: 'ExportNamedDeclaration[exportKind!="type"][source.value=/\\.(entity|repository|dto)$/]',
    message: 'Entities, repositories and DTOs are private to their lib: export a service, a contract or a view instead.',
  },
];

export const mockedModules = [
  {
    selector:
      'CallExpression[callee.object.name="jest"][callee.property.name=/^(do|unstable_)?[mM]ock(Module)?$/] > Literal[value=/^(@countersign|\\.)/]',
    message: 'A mocked module proves the mock. Swap the provider: Test.createTestingModule(…).overrideProvider(…).',
  },
];

export const leftOutTests = [
  {
    selector: 'MemberExpression[object.name=/^(it|test|describe)$/][property.name=/^(only|skip|todo|failing)$/]',
    message: 'A test that does not run (or keeps others from running) proves nothing: run it or remove it.',
  },
  {
    selector: 'CallExpression[callee.name=/^([xf](it|describe)|xtest)$/]',
    message: 'A test that does not run (or keeps others from running) proves nothing: run it or remove it.',
  },
];
