import { type ConversationWords, notesOn, replyOf } from "../conversation-text";
import type { ConversationView, TurnView } from "../conversations";
import type { Language } from "../languages";

/** Where the sounds of a turn lie, relative to the page; null: there is none, or its file is gone. */
export interface ExportedSounds {
  user: string | null;
  reply: string | null;
}

/** The reader's words for a page that stands alone. */
export interface PageWords extends ConversationWords {
  /** What the page is headed with. */
  title: string;
  /** By whose clock times are shown. */
  clock: string;
  missingUser: string;
  missingReply: string;
  /** The words before a person or the lexicon changed them. */
  recognised(text: string): string;
  note(by: string): string;
}

/**
 * A conversation as a page that needs nothing but the sounds beside it: no script, no address outside. Texts are
 * escaped and otherwise stay byte for byte; line breaks are kept by the style.
 */
export function conversationHtml(
  { turns, feedback = {} }: Pick<ConversationView, "turns" | "feedback">,
  soundsOf: (turn: TurnView) => ExportedSounds,
  words: PageWords,
  locale: Language,
): string {
  const replacedBy = new Map(turns.map((turn) => [turn.supersedes_turn_id, turn.turn_number]));
  const articles = turns.map((turn) => {
    const sounds = soundsOf(turn);
    const replaced = turn.turn_id === null ? undefined : replacedBy.get(turn.turn_id);
    const isLost = turn.ended_by === "not_understood";
    const heard = turn.recognised_text;
    const side = (name: string, paragraphs: (string | null)[], sound: string | null, missing: string | false) =>
      [
        `<h3>${escaped(name)} <time>${escaped(words.time(turn.created_at))}</time></h3>`,
        ...paragraphs.filter((each) => each !== null && each !== ""),
        sound && `<audio controls preload="none" src="${escaped(sound)}"></audio>`,
        missing && aside(`[${missing}]`),
      ].filter(Boolean);
    const said = turn.user_text ? spoken(turn.user_text, turn.language) : aside(`[${words.notUnderstood}]`);
    const user = side(
      words.person,
      [
        said,
        heard !== null && heard !== turn.user_text ? aside(words.recognised(heard)) : null,
        replaced === undefined ? null : aside(`[${words.replaced(replaced)}]`),
      ],
      sounds.user,
      isMissing(turn.user_audio_missing, turn.user_audio_url, sounds.user) && words.missingUser,
    );
    const notes = (turn.turn_id === null ? undefined : feedback[turn.turn_id])?.notes ?? [];
    const reply = side(
      words.assistant,
      [
        spoken(replyOf(turn, words), turn.language),
        ...notesOn(turn, words).map((each) => each && aside(each)),
        ...notes.map(({ by, text }) => aside(`${words.note(by)} ${text}`)),
      ],
      sounds.reply,
      isMissing(turn.ai_audio_missing, turn.ai_audio_url, sounds.reply) && words.missingReply,
    );
    return `<article id="turn-${turn.turn_number}">\n${[...user, ...(isLost ? [] : reply)].join("\n")}\n</article>`;
  });
  return page(words.title, locale, [aside(words.clock), ...articles].join("\n"));
}

/** Known to be missing, or found to be while the sounds were put beside the page. */
function isMissing(isKnown: boolean, url: string | null, sound: string | null): boolean {
  return isKnown || (url !== null && sound === null);
}

/** A page that leads to the conversations of an export. */
export function listHtml(title: string, locale: Language, entries: readonly { href: string; name: string }[]): string {
  const items = entries.map(({ href, name }) => `<li><a href="${escaped(href)}">${escaped(name)}</a></li>`);
  return page(title, locale, `<ol>\n${items.join("\n")}\n</ol>`);
}

const style = `:root{color-scheme:light dark}body{font:16px/1.6 system-ui,"PingFang TC","Microsoft JhengHei","Noto Sans TC",sans-serif;
max-width:44rem;margin:2rem auto;padding:0 1rem;overflow-wrap:anywhere}:lang(zh-TW){line-height:1.7}article{padding:1rem 0;
border-top:1px solid #8884}h1{font-size:1.25rem}h3{font-size:.875rem;margin:.75rem 0 .25rem}time,aside{opacity:.7;
font-weight:400;font-size:.875rem;white-space:pre-wrap}p{white-space:pre-wrap;margin:.25rem 0}audio{width:100%;height:2.25rem}`;

function page(title: string, locale: Language, body: string): string {
  return `<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
<h1>${escaped(title)}</h1>
${body}
</body>
</html>
`;
}

const spoken = (text: string, language: Language | null) =>
  `<p${language ? ` lang="${language}"` : ""}>${escaped(text)}</p>`;
const aside = (text: string) => `<aside>${escaped(text)}</aside>`;

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escaped = (text: string) => text.replace(/[&<>"']/g, (mark) => entities[mark] ?? mark);
