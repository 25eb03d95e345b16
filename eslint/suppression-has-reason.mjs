const SUPPRESSION = /^\s*(?:eslint-disable|@ts-(?:ignore|expect-error|nocheck)|(?:istanbul|c8|v8) ignore|prettier-ignore)/;
const REASON = /\s--\s\S.{7,}/s;

/** A comment that silences a tool says why: `eslint-disable-next-line max-depth -- the parser's table, one line a state`. */
export const suppressionHasReason = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { reason: 'A suppression carries its reason: end the comment with " -- " and why this place is an exception.' },
  },
  create: (context) => ({
    Program() {
      for (const comment of context.sourceCode.getAllComments()) {
        if (!SUPPRESSION.test(comment.value) || REASON.test(comment.value)) continue;
        context.report({ loc: comment.loc, messageId: 'reason' });
      }
    },
  }),
};
