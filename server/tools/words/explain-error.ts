import { errorCatalogue, errorCodeOf } from "../../../lib/errors";
import chinese from "../../../messages/zh-TW.json";
import type { CommandLanguage } from "./language";

/** What the person at the terminal reads of anything thrown. In Chinese, what only English says in detail follows. */
export function explainError(error: unknown, language: CommandLanguage): string {
  const message = error instanceof Error ? error.message : String(error);
  const code = errorCodeOf(error);
  if (language === "en" || code === "internal") return message;
  const said = chinese.errors[code];
  return message === errorCatalogue[code].message ? said : `${said}\n${message}`;
}
