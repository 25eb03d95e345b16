import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsInt, IsString, IsUUID, Length } from 'class-validator';

export class MagicWordSetupDto {
  /** The words that were agreed on. Each is good once; the first one shown confirms the setup. */
  @IsArray()
  @ArrayMinSize(2)
  @ArrayMaxSize(20)
  @ArrayUnique()
  @IsString({ each: true })
  @Length(8, 64, { each: true })
  readonly words: string[];
}

export class MagicWordProofDto {
  @IsString()
  @Length(1, 64)
  readonly word: string;
}

export class MagicWordSetupAnswer {
  @IsUUID() readonly methodId: string;
  /** How many words are kept. */
  @IsInt() readonly words: number;
  /** Seconds for which the method can be confirmed. */
  @IsInt() readonly expiresIn: number;
}
