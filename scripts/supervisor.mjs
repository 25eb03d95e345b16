// The process that holds the stack of `npm run up` after that command has returned. Started by scripts/commands/up.mjs
// with a channel to it; its own output goes to logs/up.log of the data folder.
import { LastingStack } from './lib/stack/lasting-stack.mjs';

const [options] = process.argv.slice(2).map((text) => JSON.parse(text));
let isStopping = false;

const tell = (message) => process.connected && process.send(message, () => {});
const log = (line) => {
  console.log(`${new Date().toISOString()} ${line}`);
  tell({ line });
};
const stack = new LastingStack(log);

async function stop(code) {
  if (isStopping) return;
  isStopping = true;
  await stack.stop();
  log('stopped');
  process.exit(code);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void stop(0));
process.on('message', ({ stop: isAsked }) => isAsked && void stop(0));
// Until the stack is ready, and with --attach for good, it lives and dies with the command that started it.
const onLost = () => void stop(1);
process.on('disconnect', onLost);
void stack.stopAsked.then(() => stop(0));

try {
  const info = await stack.start(options);
  if (!options.isAttached) process.removeListener('disconnect', onLost);
  tell({ ready: info });
  const reason = await stack.ended;
  log(reason);
  tell({ failed: reason });
  await stop(1);
} catch (error) {
  if (!isStopping) {
    const message = error.name === 'Fault' ? error.message : error.stack;
    console.error(message);
    await stack.stop();
    tell({ failed: message });
    process.exitCode = 1;
    if (process.connected) process.disconnect();
  }
}
