import nodemailer from 'nodemailer';
import { SMTPServer } from 'smtp-server';

/** A mail server on loopback that notes when the DATA of a mail to each address began. */
export async function startMailSink() {
  const arrivals = new Map();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    logger: false,
    onData(stream, session, done) {
      const at = performance.now();
      for (const { address } of session.envelope.rcptTo) arrivals.set(address, [...(arrivals.get(address) ?? []), at]);
      stream.resume();
      stream.on('end', () => done());
    },
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: server.server.address().port, arrivals, stop: () => new Promise((resolve) => server.close(resolve)) };
}

/** The mails a second of nodemailer's pool with nothing else to do: what the worker is held against. */
export async function bareMailsPerSecond({ port, count, text }) {
  const transport = nodemailer.createTransport({ host: '127.0.0.1', port, pool: true, ignoreTLS: true });
  const mail = (index) => ({ from: 'no-reply@example.com', to: `bare${index}@example.com`, subject: 'Reset your password', text });
  await transport.sendMail(mail('warm-up'));
  const began = performance.now();
  await Promise.all(Array.from({ length: count }, (_, index) => transport.sendMail(mail(index))));
  const seconds = (performance.now() - began) / 1000;
  transport.close();
  return count / seconds;
}
