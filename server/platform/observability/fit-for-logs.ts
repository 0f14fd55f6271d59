/**
 * Matches lines that may quote people or hold a key: a dumped request, the texts that F5-TTS prints, a voice's
 * reference text, the values of a query, JSON that Node quotes in an error. They are dropped from the output of every
 * process, even of one that nobody has talked to yet.
 */
const unfitForLogs =
  /(?<![a-z])(prompt|messages|content|input|text|params)["']?\s*[:=]|\b(ref|gen)_text\b|is not valid JSON|api[_-]?key|password|secret/i;
/** False for a line that may quote a person or hold a key. */
export const isFitForLogs = (line: string): boolean => !unfitForLogs.test(line);
