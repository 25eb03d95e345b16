import { Controller, Get, Headers, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { escapeHtml, listProblems, problems, type ProblemDefinition } from '@countersign/kernel';
import { Public } from '../decorators/access';
import { Answer, CanFail, Does } from '../decorators/docs';
import { ProblemListAnswer, ProblemPageAnswer } from '../pages/answers';
import { problemType } from './problem-body';

type Known = ProblemDefinition & { code: string };

/** The pages behind `type`: what a code means, for a person (HTML) or a program (JSON); and the list of them all. */
@Controller('problems')
@Public()
export class ProblemPagesController {
  @Get()
  @Does('Lists every problem that an answer may name.')
  @Answer(200, ProblemListAnswer, { description: 'All codes and what they mean; as HTML where Accept asks for it.', bare: true })
  list(@Headers('accept') accept: string | undefined, @Res() reply: FastifyReply): void {
    const known = [...listProblems()].sort((a, b) => a.status - b.status || (a.code < b.code ? -1 : 1));
    send(reply, accept, { problems: known.map(plain) }, () => htmlList(known));
  }

  @Get(':code')
  @Does('Explains one problem.')
  @Answer(200, ProblemPageAnswer, { description: 'What a code means; as HTML where Accept asks for it.', bare: true })
  @CanFail('not_found')
  page(@Param('code') code: string, @Headers('accept') accept: string | undefined, @Res() reply: FastifyReply): void {
    const known = listProblems().find((problem) => problemType(problem.code) === `/problems/${code}`);
    if (!known) throw problems.not_found();
    send(reply, accept, plain(known), () => html(known));
  }
}

function send(reply: FastifyReply, accept: string | undefined, answer: object, page: () => string): void {
  const wantsHtml = accept?.includes('text/html') ?? false;
  void reply
    .headers({ Vary: 'Accept', 'Cache-Control': 'public, max-age=3600' })
    .type(wantsHtml ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8')
    .send(wantsHtml ? page() : JSON.stringify(answer));
}

function plain({ code, status, title, detail }: Known): ProblemPageAnswer {
  return { type: problemType(code), code, status, title, detail };
}

function html({ code, status, title, detail, exposes = [] }: Known): string {
  const members = exposes.length > 0 ? `<p>Further members: ${exposes.map(escapeHtml).join(', ')}.</p>` : '';
  return document(title, `<p><code>${escapeHtml(code)}</code>, HTTP ${status}</p><p>${escapeHtml(detail)}</p>${members}`);
}

function htmlList(known: readonly Known[]): string {
  const rows = known.map(({ code, status, title }) => `<li>${status} <a href="${problemType(code)}"><code>${escapeHtml(code)}</code></a> ${escapeHtml(title)}</li>`);
  return document('Problems', `<ul>${rows.join('')}</ul>`);
}

function document(title: string, body: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escapeHtml(title)}</title><h1>${escapeHtml(title)}</h1>${body}</html>`;
}
