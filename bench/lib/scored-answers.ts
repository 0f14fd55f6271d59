/** One conversation of a file of questions. */
export interface Conversation {
  /** Its place in the file, from 1; the id of a question is `ID.TURN`, both from 1. */
  id: number;
  subject: string;
  questions: string[];
}

/** Paragraphs of a subject and what the person says, one line a turn; lines that begin with `#` are comments. */
export function parseConversations(text: string): Conversation[] {
  return text
    .split(/\n{2,}/)
    .map((paragraph) => paragraph.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("#")))
    .filter((lines) => lines.length > 0)
    .map(([subject = "", ...questions], index) => ({ id: index + 1, subject, questions }));
}

/** Lines of id, score and reason, separated by tabs. */
export function parseScores(text: string): Map<string, number> {
  const rows = text.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("#"));
  return new Map(
    rows.map((row) => {
      const [id = "", score = ""] = row.split("\t");
      if (!/^[012]$/.test(score)) throw new Error(`No score 0, 1 or 2 in "${row}".`);
      return [id, Number(score)];
    }),
  );
}

/** One row a subject, and one for all. Throws when an answer has no score. */
export function scoreTable(conversations: readonly Conversation[], scores: ReadonlyMap<string, number>): string[][] {
  const scored = conversations.flatMap(({ id, subject, questions }) =>
    questions.map((_, turn) => {
      const score = scores.get(`${id}.${turn + 1}`);
      if (score === undefined) throw new Error(`The answer ${id}.${turn + 1} has no score.`);
      return { subject, score };
    }),
  );
  const row = (name: string, rows: readonly { score: number }[]) => {
    const count = (score: number) => rows.filter((each) => each.score === score).length;
    const share = (2 * count(2) + count(1)) / (2 * rows.length);
    return [name, `${rows.length}`, `${count(2)}`, `${count(1)}`, `${count(0)}`, `${Math.round(share * 100)} %`];
  };
  const subjects = [...new Set(conversations.map(({ subject }) => subject))];
  return [
    ...subjects.map((name) =>
      row(
        name,
        scored.filter(({ subject }) => subject === name),
      ),
    ),
    row("all", scored),
  ];
}
