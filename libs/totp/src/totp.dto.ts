import { Transform } from 'class-transformer';
import { IsInt, IsString, IsUrl, IsUUID, Length, Matches } from 'class-validator';
import { MayBeLeftOut } from '@countersign/web';

/** People copy codes and secrets with the spaces that apps show. Whatever is no text stays what it is, to be refused. */
const Compact = () =>
  Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.replace(/[\s-]/g, '') : value));

/** Setup takes nothing of its own: the secret is the server's (NIST SP 800-63B-4 §3.1.4.1). */
export class TotpSetupDto {}

export class TotpProofDto {
  /** Six digits; spaces and dashes are dropped. */
  @Compact()
  @IsString()
  @Matches(/^[0-9]{6}$/, { message: 'must be 6 digits' })
  readonly code: string;
}

export class TotpConfirmDto extends TotpProofDto {
  /** May be sent back as setup answered it; it must be the same. */
  @MayBeLeftOut()
  @Compact()
  @IsString()
  @Length(1, 128)
  readonly secret?: string;
}

export class TotpSetupAnswer {
  @IsUUID() readonly methodId: string;
  /** Base32, for typing into an app. Shown once. */
  @IsString() readonly secret: string;
  /** Key URI format: what the picture holds. */
  @IsUrl() readonly otpauthUrl: string;
  /** A PNG as data URL. */
  @IsString() readonly qrCode: string;
  /** Seconds for which the method can be confirmed. */
  @IsInt() readonly expiresIn: number;
}
