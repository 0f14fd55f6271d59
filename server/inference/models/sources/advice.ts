import { WrongContentError } from "../../../platform/files/verified-file";
import { fillIn, type Sentence, sentence } from "../../../platform/words/sentence";
import { DownloadRefusedError } from "../resumable-download";

/** What a person can do about one source's failures; each is a sentence or two. */
export interface AdviceWords {
  /** The setting that names the source: "HF_ENDPOINT". */
  setting: string;
  /** The login was refused. */
  unauthorised: (refused: DownloadRefusedError) => string;
  missing: string;
  /** How a certificate of the house's own is made known, as a phrase: "name its file in …". */
  certificate: string;
}

/** For sources that are asked by this process itself. */
export const nodeCertificate = "name its file in NODE_EXTRA_CA_CERTS and start again";

/** An error that knows what a person can do about it. */
export class AdvisedError extends Error {
  override readonly name = "AdvisedError";
  constructor(
    message: string,
    /** In whole sentences. */
    readonly advice: string,
  ) {
    super(message);
  }
}

/** Turns what went wrong at a source into what a person can do about it. */
export function adviceOf(error: unknown, words: AdviceWords): string {
  if (error instanceof AdvisedError) return error.advice;
  if (error instanceof DownloadRefusedError) {
    switch (error.kind) {
      case "unauthorised":
        return words.unauthorised(error);
      case "missing":
        return words.missing;
      case "web_page":
        return `${error.host} answers with a web page: log in to this network in a browser, or correct ${words.setting} or HTTPS_PROXY.`;
      case "other_size":
        return otherContent(words);
      case "busy":
        return `${error.host} is busy: try again later, or name another server in ${words.setting}.`;
      case "refused":
        return `${error.host} refuses the download: correct ${words.setting} or HTTPS_PROXY.`;
    }
  }
  if (error instanceof WrongContentError) return otherContent(words);
  const code = codeOf(error);
  if (code !== null && isFullDisk(code)) return fillIn(noRoom(code));
  if (code !== null && /^(EROFS|EACCES|EPERM|EIO)$/.test(code)) return fillIn(noRight(code));
  if (code !== null && /CERT|UNABLE_TO_VERIFY/.test(code)) {
    return `A certificate is not trusted (${code}): where it is your house's own, ${words.certificate}.`;
  }
  return `Check the network (${words.setting}, HTTPS_PROXY).`;
}

const isFullDisk = (code: string) => /^(ENOSPC|EDQUOT|SQLITE_FULL)$/.test(code);
/** " FOLDER", where it is known. */
const whereIs = (folder: string | null) => (folder === null ? "" : ` ${folder}`);
const noRoom = (code: string, folder: string | null = null) =>
  sentence(
    "The disk of the models' folder{where} is full ({code}): make room, or choose another one with AVATAR_MODELS_DIR.",
    { code, where: whereIs(folder) },
  );
const noRight = (code: string, folder: string | null = null) =>
  sentence(
    "The models' folder{where} can't be written ({code}): give this user the right to write there, or choose another one with AVATAR_MODELS_DIR.",
    { code, where: whereIs(folder) },
  );

/** Why nothing can be written into the models' folder, and what a person can do about it. `code`: the system's. */
export function unwritableFolder(folder: string, code: string): Sentence {
  return isFullDisk(code) ? noRoom(code, folder) : noRight(code, folder);
}

const otherContent = ({ setting }: AdviceWords) =>
  `What is served there is another file: name another server in ${setting}, or wait until this one is up to date.`;

/** The system's error code of the innermost cause; null when there is none. */
function codeOf(error: unknown): string | null {
  let code: string | null = null;
  for (let at = error; at instanceof Error; at = at.cause) {
    const own = (at as { code?: unknown }).code;
    if (typeof own === "string") code = own;
  }
  return code;
}
