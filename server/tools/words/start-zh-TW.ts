/** What stops a start or a command before it does anything, or is told while AVATAR runs: from English. */
export const chineseStartWords: Readonly<Record<string, string>> = {
  // Settings: the environment and avatar.env.
  "The configuration is not valid:": "設定不正確：",
  "See docs/configuration.md.": "請見 docs/configuration.md。",
  "  {name}: {problem}": "  {name}：{problem}",
  "{name}: {problem}": "{name}：{problem}",
  "{path}, line {line}: {problem}": "{path} 第 {line} 行：{problem}",
  "{problem} See docs/configuration.md.": "{problem}請見 docs/configuration.md。",
  "Warning: {warning}": "警告：{warning}",
  "{name} is no setting of AVATAR.": "AVATAR 沒有 {name} 這項設定。",
  "{name} is no setting of AVATAR: is {meant} meant?": "AVATAR 沒有 {name} 這項設定：是不是指 {meant}？",
  "not NAME=value. A value that begins with a quote or has a # in it is put into quotes as a whole.":
    "格式不是「名稱=值」。值若以引號開頭或含有 #，請將整個值加上引號。",
  "{name} is set a second time.": "{name} 重複設定。",
  "the settings file {path} is not there.": "找不到設定檔 {path}。",
  "the settings file {path} is a folder.": "設定檔 {path} 是資料夾。",
  "the settings file {path} can't be read ({message}).": "無法讀取設定檔 {path}（{message}）。",
  "the settings file {path} is larger than 1 MiB.": "設定檔 {path} 超過 1 MiB。",
  "the settings file {path} is not UTF-8 text.": "設定檔 {path} 不是 UTF-8 文字檔。",
  "must be a number from {least} to {most}": "必須是 {least} 到 {most} 之間的數字",
  "must be a whole number from {least} to {most}": "必須是 {least} 到 {most} 之間的整數",
  "must be one of {words}": "必須是下列其中之一：{words}",
  "must be {languages}, or several with commas": "必須是 {languages}，多個值以逗號分隔",
  "must have at least 32 characters": "至少要有 32 個字元",
  "must be without control characters; a line end of another system?":
    "不可含有控制字元；是不是帶有其他系統的換行字元？",
  "must be a name or an address, without scheme and port": "必須是主機名稱或位址，不含通訊協定與連接埠",
  "must be names or addresses, without scheme, port and brackets": "必須是主機名稱或位址，不含通訊協定、連接埠與方括號",
  "must be addresses or networks such as 10.0.0.0/8, or loopback, separated by commas":
    "必須是位址、網段（例如 10.0.0.0/8）或 loopback，以逗號分隔",
  "must be a GPU's index or UUID": "必須是顯示卡的編號或 UUID",
  "must be plain ASCII: it goes into an HTTP header": "只能使用 ASCII 字元：這個值會放進 HTTP 標頭",
  "must be a .wav file, with its words in a .txt file of the same name":
    "必須是 .wav 檔，並有同名的 .txt 檔寫下錄音的內容",
  'must be a program with its arguments, or a JSON array such as ["python3", "worker.py"]':
    '必須是程式與參數，或 JSON 陣列，例如 ["python3", "worker.py"]',
  "must be a URL such as http://gpu-box:8000/v1": "必須是網址，例如 http://gpu-box:8000/v1",
  "must be without user name, password, ? and #; a key goes into AVATAR_*_API_KEY":
    "不可含有使用者名稱、密碼、? 或 #；金鑰請設定在 AVATAR_*_API_KEY",
  "1 to 64 letters and digits of any script, . _ @ and - between them":
    "必須是 1 到 64 個文字或數字，中間可以有 . _ @ 與 -",
  "at least 8 characters": "至少要有 8 個字元",
  "at most 256 characters": "最多 256 個字元",
  "is needed too, because {set} is set": "也必須設定，因為已設定 {set}",
  "there is also {setting}; a model is either served elsewhere or runs here":
    "同時設定了 {setting}；模型不是由其他伺服器提供，就是在這裡執行，只能擇一",
  "{id} is for something else ({use})": "{id} 的用途不同（{use}）",
  "{id} is for the embedded engine alone": "{id} 只供內建引擎使用",
  "{reader} or {other}": "{reader} 或 {other}",
  "has an effect only with {readers}": "只在設定 {readers} 時有作用",
  "has an effect only with {readers}; {embedded} chooses the embedded one":
    "只在設定 {readers} 時有作用；內建模型由 {embedded} 決定",
  "is for the recipe that {command} replaces": "只用於內建的啟動方式，而 {command} 已取代它",
  "port {port} is already used by {owner}": "連接埠 {port} 已由 {owner} 使用",
  "{host} is this server itself ({owner})": "{host} 就是這台伺服器本身（{owner}）",
  "{host} is {owner}": "{host} 就是 {owner}",
  "voice detection": "語音偵測",
  "speech to text": "語音辨識",
  "text to speech": "語音合成",
  "language model": "語言模型",
  "speaker comparison": "語者比對",
  "npm start has no option {option}; its only one is --accept-new-database, without a value.":
    "npm start 沒有 {option} 這個選項；唯一的選項是 --accept-new-database，不帶值。",

  // A start that is refused, and the ways back.
  "Another AVATAR already uses the data folder {dataDir}. Stop it first, or set AVATAR_DATA_DIR to another folder.":
    "另一個 AVATAR 正在使用資料目錄 {dataDir}。請先停止它，或以 AVATAR_DATA_DIR 指定其他資料夾。",
  "Nothing was changed. The ways back:": "沒有任何變更。可以這樣處理：",
  "{dataDir}/app.db is not there, but {count} recordings lie in {dataDir}/audio.":
    "找不到 {dataDir}/app.db，但 {dataDir}/audio 裡有 {count} 個錄音。",
  "{dataDir}/app.db is not there, although there was one before.": "找不到 {dataDir}/app.db，但之前曾經有過。",
  "{dataDir}/app.db is empty (0 bytes), but {count} recordings lie in {dataDir}/audio.":
    "{dataDir}/app.db 是空的（0 位元組），但 {dataDir}/audio 裡有 {count} 個錄音。",
  "{dataDir}/app.db is empty (0 bytes), although it was not before.":
    "{dataDir}/app.db 是空的（0 位元組），但之前不是。",
  "{dataDir}/app.db holds no conversation, but {count} recordings lie in {dataDir}/audio.":
    "{dataDir}/app.db 裡沒有任何對話，但 {dataDir}/audio 裡有 {count} 個錄音。",
  "{foreign} of the {count} recordings in {dataDir}/audio belong to no conversation in app.db; a crash leaves {most} at most. The database and the recordings do not belong together, or conversations were lost.":
    "{dataDir}/audio 的 {count} 個錄音中，有 {foreign} 個不屬於 app.db 裡的任何對話；當機最多只會留下 {most} 個。資料庫與錄音不是同一組，或是有對話遺失了。",
  "{dataDir}/app.db is damaged: {reason}": "{dataDir}/app.db 已損毀：{reason}",
  "{dataDir}/app.db-wal is damaged: going on would lose the newest conversations, which are in it.":
    "{dataDir}/app.db-wal 已損毀：繼續啟動會失去其中最新的對話。",
  "{dataDir}/app.db-wal belongs to another database: going on would mix the two.":
    "{dataDir}/app.db-wal 屬於另一個資料庫：繼續啟動會讓兩者混在一起。",
  "{dataDir}/app.db was made by a later version of AVATAR: this one can't read it.":
    "{dataDir}/app.db 是由較新版本的 AVATAR 建立的：這個版本無法讀取。",
  "Start that version.": "啟動該版本。",
  "Choose another folder with AVATAR_DATA_DIR.": "以 AVATAR_DATA_DIR 指定其他資料夾。",
  "Put the newest safety copy back ({at}, {turns} turns):": "還原最新的安全副本（{at}，{turns} 輪對話）：",
  "There is no safety copy of the database yet.": "資料庫還沒有安全副本。",
  "Put a backup back, if you have made one:": "如果做過備份，請還原備份：",
  "Go on with this database. Recordings that it does not name are moved to quarantine/; nothing is deleted:":
    "以這個資料庫繼續。資料庫沒有記載的錄音會移到 quarantine/，不會刪除任何檔案：",
  "Go on with app.db alone. app.db-wal is moved to quarantine/; nothing is deleted:":
    "只以 app.db 繼續。app.db-wal 會移到 quarantine/，不會刪除任何檔案：",
  "Go on with what can still be read. Both files are copied to quarantine/ first; nothing is deleted:":
    "以仍可讀取的內容繼續。兩個檔案會先複製到 quarantine/，不會刪除任何檔案：",
  "Begin with a new database. The old one, and recordings without a row, are moved to quarantine/; nothing is deleted:":
    "以新的資料庫重新開始。舊的資料庫與沒有記載的錄音會移到 quarantine/，不會刪除任何檔案：",
  "A restore was cut off: start AVATAR, or restore again, to finish it.":
    "有一次還原中斷了：請啟動 AVATAR 或重新還原，以完成還原。",

  // What is told beside the running server.
  "A restore from {source} had been cut off; it is finished now.": "先前從 {source} 的還原中斷了，現在已經完成。",
  "The database is of an earlier AVATAR and is brought up to date. A copy from before:":
    "資料庫來自較舊版本的 AVATAR，正在更新。更新前的副本：",
  "To go back: stop AVATAR, put the earlier version in place, and there:":
    "若要回到舊版：停止 AVATAR，換回先前的版本，並在那裡執行：",
  "What is said from now on is not in that copy.": "從現在起的對話不在這份副本中。",
  "What was in app.db is kept in {folder}.": "app.db 原有的內容保存在 {folder}。",
  "{count} recordings belong to no stored turn: they are kept in {folder} (docs/backup.md).":
    "{count} 個錄音不屬於任何已儲存的對話：保存在 {folder}（docs/backup.md）。",
  "{path} is damaged: {damage}": "{path} 已損毀：{damage}",
  "AVATAR goes on for now. Stop it soon and start it again: it will name the ways back. No safety copy is replaced until then.":
    "AVATAR 暫時繼續執行。請儘快停止並重新啟動：啟動時會說明如何復原。在那之前不會取代任何安全副本。",

  // Backups.
  "{damaged} of {all} files in the backup are damaged or gone:": "備份的 {all} 個檔案中有 {damaged} 個已損毀或遺失：",
  "Nothing was changed. With --without-damaged the others are restored.":
    "沒有任何變更。加上 --without-damaged 可以還原其餘的檔案。",
  "The restore needs {needed}, because what is there now is kept, and {free} are free in {dataDir}. Make room, or restore into another folder with AVATAR_DATA_DIR.":
    "還原需要 {needed}，因為會保留目前的內容，而 {dataDir} 剩餘 {free}。請清出空間，或以 AVATAR_DATA_DIR 還原到其他資料夾。",
  "{path} is on another disk: restore into a new folder with AVATAR_DATA_DIR, and move it by hand.":
    "{path} 在另一顆磁碟上：請以 AVATAR_DATA_DIR 還原到新的資料夾，再自行移動。",
  "There is no database in {dataDir}: nothing to back up.": "{dataDir} 裡沒有資料庫，沒有東西可以備份。",
  "{folder} is inside the data folder: what is lost with that would be lost, too. Choose another one.":
    "{folder} 位於資料目錄內：資料目錄遺失時，備份也會一起遺失。請改用其他資料夾。",
  "{folder} is not empty, and is no backup of AVATAR. Choose an empty folder or a new one.":
    "{folder} 不是空的，也不是 AVATAR 的備份。請改用空的或新的資料夾。",
  "Another backup into {folder} is under way.": "另一個備份正在寫入 {folder}。",
  "The backup needs {needed} more, and {free} are free in {folder}.": "備份還需要 {needed}，而 {folder} 剩餘 {free}。",
  "{path} is not there.": "{path} 不存在。",
  "The database in {path} is damaged: {damage}": "{path} 裡的資料庫已損毀：{damage}",
  "{path} holds no database of AVATAR's.": "{path} 裡沒有 AVATAR 的資料庫。",
  "{path} was made by a later version of AVATAR: restore it with that version.":
    "{path} 是由較新版本的 AVATAR 建立的：請以該版本還原。",
  "{path} lacks {count} recordings that its database names.": "{path} 缺少資料庫中記載的 {count} 個錄音。",
  "{path} holds no finished backup (there is no avatar-backup.json in it).":
    "{path} 裡沒有完成的備份（找不到 avatar-backup.json）。",
  "The database in {path} is damaged. Nothing was changed.": "{path} 裡的資料庫已損毀。沒有任何變更。",
  "Name the database itself, not its write-ahead log.": "請指定資料庫本身，而不是它的預寫記錄檔（write-ahead log）。",
  "{path} is damaged, or of a later version of AVATAR.": "{path} 已損毀，或由較新版本的 AVATAR 建立。",
  "A backup can't hold these files; rename them and try again:": "備份無法包含這些檔案，請重新命名後再試一次：",
  "A safety copy of the database needs {needed}, and {free} are free in {dataDir}.":
    "資料庫的安全副本需要 {needed}，而 {dataDir} 剩餘 {free}。",

  // What stops a start, or the fetching of models.
  "{file} in the data folder is damaged: delete it; everybody logs in anew.":
    "資料目錄裡的 {file} 已損毀：請刪除這個檔案，之後每個人都要重新登入。",
  "It can't be in a unit of systemd: {text}": "systemd 的 unit 裡不能有這段文字：{text}",
  "The words of {recording} are not in {textPath}.": "{textPath} 裡沒有 {recording} 的文字稿。",
  "The model {model} needs {needed} more, and {free} are free in {folder}. Make room, or choose another disk with AVATAR_MODELS_DIR.":
    "模型 {model} 還需要 {needed}，而 {folder} 剩餘 {free}。請清出空間，或以 AVATAR_MODELS_DIR 指定其他磁碟。",
  "The database was made by a later version of AVATAR: start that version, or choose another AVATAR_DATA_DIR.":
    "資料庫是由較新版本的 AVATAR 建立的：請啟動該版本，或以 AVATAR_DATA_DIR 指定其他資料夾。",
  "A deleted conversation is still in {copy}: {needed} are needed, {free} are free.":
    "{copy} 裡還有已刪除的對話：需要 {needed}，剩餘 {free}。",
  "{path}: {problem}": "{path}：{problem}",
  "The certificate is not in PEM format.": "憑證不是 PEM 格式。",
  "The key does not belong to the certificate.": "金鑰與憑證不相符。",
  "The key is not in PEM format, or it is encrypted.": "金鑰不是 PEM 格式，或是已加密。",
  "A certificate of its chain is broken, or its key is too short.": "憑證鏈中有損毀的憑證，或是金鑰太短。",
  "The certificate covers no name and no address (subjectAltName): no browser accepts it.":
    "憑證沒有涵蓋任何名稱或位址（subjectAltName），瀏覽器都不會接受。",
  "The certificate has expired.": "憑證已過期。",
  "HF_TOKEN has characters that no token has.": "HF_TOKEN 含有權杖不會有的字元。",
  'HF_ENDPOINT is "{endpoint}"; it must be a URL.': "HF_ENDPOINT 是「{endpoint}」，但必須是網址。",
  "The path of the folder for temporary files (TMPDIR) is too long for a socket.":
    "暫存資料夾（TMPDIR）的路徑太長，無法建立 socket。",
  "The disk of the models' folder{where} is full ({code}): make room, or choose another one with AVATAR_MODELS_DIR.":
    "模型資料夾{where} 所在的磁碟已滿（{code}）：請清出空間，或以 AVATAR_MODELS_DIR 指定其他資料夾。",
  "The models' folder{where} can't be written ({code}): give this user the right to write there, or choose another one with AVATAR_MODELS_DIR.":
    "無法寫入模型資料夾{where}（{code}）：請授予這個使用者寫入權限，或以 AVATAR_MODELS_DIR 指定其他資料夾。",
  "The model {model} could not be fetched:": "無法下載模型 {model}：",
  "  {file}: {reason}": "  {file}：{reason}",
  "  {file} and {count} more: {reason}": "  {file} 與其他 {count} 個檔案：{reason}",
  "  no source has it": "  沒有任何來源提供這個模型",
  "Or place its files in {home}. Then run: npx avatar models pull {model}":
    "或是把檔案放到 {home}，再執行：npx avatar models pull {model}",
  "The model {model} could not be fetched: only Hugging Face has recorded the hashes of its files.":
    "無法下載模型 {model}：只有 Hugging Face 記錄了這些檔案的雜湊值。",
  "Then run: npx avatar models pull {model}": "接著執行：npx avatar models pull {model}",
  "Or copy the whole folder {home} from a machine that has the model, or name a folder of your own in place of {model}: see docs/models.md.":
    "或是從有這個模型的機器複製整個 {home} 資料夾，或以自己的資料夾取代 {model}：請見 docs/models.md。",
};
