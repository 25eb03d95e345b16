import { newId } from '@countersign/kernel';
import { cursorOf, positionOf } from './cursor';

it('a cursor says where a page ends, to the microsecond', () => {
  const position = { micros: '1767225900123456', id: newId() };
  expect(positionOf(cursorOf(position))).toEqual(position);
});
