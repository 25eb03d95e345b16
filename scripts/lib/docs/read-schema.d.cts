export interface Statement {
  readonly file: string;
  readonly sql: string;
}

export interface Rule {
  readonly name: string;
  readonly kind: string;
  readonly text: string;
}

export interface Schema {
  readonly tables: readonly {
    readonly name: string;
    readonly owner?: string;
    readonly columns: readonly string[];
    readonly constraints: readonly Rule[];
    readonly indexes: readonly Rule[];
  }[];
  readonly views: readonly { readonly name: string; readonly owner?: string }[];
}

export function ownerOf(file: string, libs: readonly string[]): string | undefined;
export function readSchema(statements: readonly Statement[], libs: readonly string[]): Schema;
export function recordMigrations(
  migrations: readonly { file: string; migration: new () => { up(runner: never): Promise<void> } }[],
): Promise<Statement[]>;
