const fs = require('node:fs');

/** Its name in the folder of the build. */
exports.ARCHIVE = 'modules.archive';

/**
 * One file that holds modules: their code, what V8 compiled of it, and which file each `require` of theirs means.
 * Four bytes with the length of the index, the index as JSON, then the texts, to which the index points.
 *
 * @typedef {object} Kept
 * @property {string} code what runs: the file's text in Node's wrapper
 * @property {Buffer} compiled V8's code cache
 * @property {boolean} isEs whether the file is an ES module, whose code was translated (es-modules.cjs)
 * @property {Record<string, string>} targets what it asks for → the file
 */
exports.writeArchive = function writeArchive(file, modules) {
  const texts = [];
  let end = 0;
  const put = (text) => {
    texts.push(text);
    end += text.length;
    return [end - text.length, end];
  };
  const index = [...modules].map(([name, { code, compiled, isEs, targets }]) => {
    // Strings of single bytes take half the room, in V8 too.
    const encoding = /^[\0-\xff]*$/.test(code) ? 'latin1' : 'utf8';
    return [name, { isEs, targets, encoding, code: put(Buffer.from(code, encoding)), compiled: put(compiled) }];
  });
  const head = Buffer.from(JSON.stringify(index));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(head.length);
  fs.writeFileSync(`${file}.new`, Buffer.concat([length, head, ...texts]));
  fs.renameSync(`${file}.new`, file);
};

/** @returns {Map<string, Kept>} by the file's name; texts are taken out when they are asked for */
exports.readArchive = function readArchive(file) {
  const all = fs.readFileSync(file);
  const begin = 4 + all.readUInt32LE(0);
  const texts = all.subarray(begin);
  return new Map(
    JSON.parse(all.toString('utf8', 4, begin)).map(([name, { code, compiled, encoding, ...kept }]) => [
      name,
      {
        ...kept,
        get code() {
          return texts.toString(encoding, ...code);
        },
        get compiled() {
          return texts.subarray(...compiled);
        },
      },
    ]),
  );
};
