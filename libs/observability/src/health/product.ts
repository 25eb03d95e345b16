import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface Product {
  readonly name: string;
  readonly version: string;
}

/** Name and version as the nearest package.json above this file says them. */
export const product: Product = read(__dirname);

function read(folder: string): Product {
  const file = join(folder, 'package.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Product;
  const parent = dirname(folder);
  return parent === folder ? { name: 'countersign', version: '0.0.0' } : read(parent);
}
