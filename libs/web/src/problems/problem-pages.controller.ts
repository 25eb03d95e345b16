import { Controller, Get, Headers, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { listProblems, problems, type ProblemDefinition } from '@countersign/kernel';
import { Public } from '../decorators/access';
import { Answer, CanFail } from '../decorators/docs';
import { ProblemPageAnswer } from '../pages/answers';
import { problemType } from './problem-body';

type Known = ProblemDefinition & { code: string };

/** The pages behind `type`: what a code means, for a person (HTML) or a program (JSON). */
@Controller('problems')
@Public()
export class ProblemPagesController {
  @Get(':code')
  @Answer(200, ProblemPageAnswer, { description: 'What a code means; as HTML where Accept asks for it.', bare: true })
  @CanFail('not_found')
  page(@Param('code') code: string, @Headers('accept') accept: string | undefined, @Res() reply: FastifyReply): void {
    const known = listProblems().find((problem) => problemType(problem.code) === `/problems/${code}`);
    if (!known) throw problems.not_found();
    const wantsHtml = accept?.includes('text/html') ?? false;
    const { status, title, detail } = known;
    const plain = { type: problemType(known.code), code: known.code, status, title, detail };
    void reply
      .headers({ Vary: 'Accept', 'Cache-Control': 'public, max-age=3600' })
      .type(wantsHtml ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8')
      .send(wantsHtml ? html(known) : JSON.stringify(plain));
  }
}

function html({ code, status, title, detail, exposes = [] }: Known): string {
  const members = exposes.length > 0 ? `<p>Further members: ${exposes.map(escape).join(', ')}.</p>` : '';
  return (
    '<!doctype html><html lang="en"><meta charset="utf-8">' +
    `<title>${escape(title)}</title><h1>${escape(title)}</h1>` +
    `<p><code>${escape(code)}</code>, HTTP ${status}</p><p>${escape(detail)}</p>${members}</html>`
  );
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
