import { languageOf } from "./language.mjs";

/** What the bootstrap says, from English. The commands have words of their own, which need compiling first. */
export const chineseWords = {
  "AVATAR needs Node {needed} or newer; this is {own}. See https://nodejs.org.":
    "AVATAR 需要 Node {needed} 以上版本，目前是 {own}。請見 https://nodejs.org。",
  "Usage: bootstrap.mjs start|dev|test": "用法：bootstrap.mjs start|dev|test",
  "Waiting for another AVATAR command that prepares this folder…": "正在等待另一個 AVATAR 指令完成這個資料夾的準備…",
  "Installing packages…": "正在安裝套件…",
  "{count} packages so far, {seconds} s": "已安裝 {count} 個套件，{seconds} 秒",
  "Compiling native packages…": "正在編譯原生套件…",
  "npm could not install the packages; its own message is above.": "npm 無法安裝套件，原因如上方 npm 的訊息。",
  "better-sqlite3 does not load:": "better-sqlite3 無法載入：",
  "Check the network and npm's configuration (npm config get registry, npm ping), then start again.":
    "請檢查網路與 npm 的設定（npm config get registry、npm ping），再重新啟動。",
  "If the message names node-gyp, a native package must be compiled here, and what it needs is missing: {tools}. Install that (Debian: apt-get install {packages}; macOS: xcode-select --install).":
    "如果訊息提到 node-gyp，代表需要在這裡編譯原生套件，但缺少：{tools}。請安裝（Debian：apt-get install {packages}；macOS：xcode-select --install）。",
  "If not, check the network and npm's configuration (npm config get registry, npm ping). Then start again.":
    "若非如此，請檢查網路與 npm 的設定（npm config get registry、npm ping），再重新啟動。",
  "The packages are not those of package-lock.json.": "已安裝的套件與 package-lock.json 不符。",
  "The build is out of date or incomplete.": "建置結果已過期或不完整。",
  "{why} A server runs from this folder (process {pid}): stop it, then try again.":
    "{why}有一個伺服器正在使用這個資料夾（程序 {pid}）：請先停止它，再試一次。",
  "Building the server…": "正在建置伺服器…",
  "Building the pages…": "正在建置網頁…",
  "The pages could not be built:": "無法建置網頁：",
  "The pages could not be built in time:": "網頁未能在時限內完成建置：",
  "The installed packages or the build are damaged. Delete them, then start again: rm -rf node_modules dist .next":
    "已安裝的套件或建置結果已損毀。請刪除後重新啟動：rm -rf node_modules dist .next",
};

/**
 * A sentence for the person at the terminal, in its language: `{name}` stands for a value. Like everything that runs
 * before the version check, it must be readable by old Nodes.
 * @param {string} text
 * @param {Readonly<Record<string, string | number>>} values
 */
export function say(text, values = {}) {
  const said = (languageOf(process.env) === "zh-TW" && chineseWords[text]) || text;
  return said.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}
