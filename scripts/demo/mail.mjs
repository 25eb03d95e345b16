const LIMIT_MILLISECONDS = 20_000;

/** The notice that the worker sends, where the stack has the development inbox (that is: no mail server of its own). */
export async function readMail(apiUrl, to, { step, sure }) {
  step('The mail that tells the user');
  const address = `${apiUrl}/dev/inbox.json?to=${encodeURIComponent(to)}`;
  const end = Date.now() + LIMIT_MILLISECONDS;
  for (;;) {
    const response = await fetch(address, { signal: AbortSignal.timeout(5_000) });
    if (response.status === 404) return console.log('  This stack sends real mail, so there is no inbox to look at.');
    const { messages } = await response.json();
    const notice = messages.find(({ subject }) => /two-factor authentication is on/i.test(subject));
    if (notice) return show(notice, sure);
    if (Date.now() > end) throw new Error('No mail came within 20 seconds. Is the worker running?');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function show(message, sure) {
  const lines = message.text.trim().split('\n');
  console.log(['', `Subject: ${message.subject}`, '', ...lines, ''].map((line) => `    | ${line}`).join('\n'));
  sure(message.text.includes('If this was not you'), 'the worker sent the notice');
}
