import { errorCatalogue, errorCodeOf } from "../../../lib/errors";
import chinese from "../../../messages/zh-TW.json";
import { sentenceOfSystemError } from "../system-errors";
import type { CommandLanguage } from "./language";
import { chineseRefusals } from "./refusals-zh-TW";
import { sayError, sayIn } from "./say";

/**
 * What the person at the terminal reads of anything thrown. What an error says in detail goes before what its code always
 * says; a detail that has no Chinese follows it in English.
 */
export function explainError(error: unknown, language: CommandLanguage): string {
  const ofSystem = sentenceOfSystemError(error);
  if (ofSystem) return sayIn(language, [ofSystem]);
  const message = sayError(error, language);
  const code = errorCodeOf(error);
  if (language === "en" || code === "internal") return message;
  const inDetail = chineseRefusals[message];
  if (inDetail !== undefined) return inDetail;
  // On pages a conflict is always of somebody else's change.
  if (code === "conflict") return message;
  const said = chinese.errors[code];
  return message === errorCatalogue[code].message ? said : `${said}\n${message}`;
}
