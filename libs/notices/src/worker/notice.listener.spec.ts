import { listEvents } from '@countersign/kernel';
import { noticeWording } from '../notice-wording';
import { refuseUndeclared } from './notice.listener';
import './notices-worker.module';

it('has words for events that the loaded libs declare', () => {
  expect(() => refuseUndeclared([...noticeWording.keys()], listEvents().map(({ type }) => type))).not.toThrow();
});

it('refuses words for an event that no lib declares', () => {
  const refused = () => refuseUndeclared(['2fa.enabled', '2fa.enbled'], ['2fa.enabled']);
  expect(refused).toThrow('notices has words for the event 2fa.enbled, which no lib declares');
});
