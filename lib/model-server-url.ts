import { z } from "zod";

/** Endpoints below a base URL: people paste what they have tried with curl. */
const endpoint = /\/chat\/completions$|\/audio\/(?:transcriptions|speech)$|(?<=\/v1)\/models$/;

/**
 * A model server's base URL, without a slash at its end. Where there is no path it is `/v1`, as OpenAI's servers have
 * it; any other path is taken as it is written, because proxies have their own.
 */
export const modelServerUrlSchema = z
  .string()
  .refine(isHttpUrl, "must be a URL such as http://gpu-box:8000/v1")
  .refine(isPlain, "must be without user name, password, ? and #; a key goes into AVATAR_*_API_KEY")
  .transform((text) => {
    const { origin, pathname } = new URL(text);
    return origin + (pathname.replace(/\/+$/, "").replace(endpoint, "") || "/v1");
  });

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

/** Node's client takes no password in a URL; and a URL is shown to people. */
function isPlain(text: string): boolean {
  if (!isHttpUrl(text)) return true;
  const { username, password, search, hash } = new URL(text);
  return `${username}${password}${search}${hash}` === "";
}
