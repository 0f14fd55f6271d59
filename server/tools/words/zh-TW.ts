/** What the command says, from English: a text that is not here is said in English. */
export const chineseWords: Readonly<Record<string, string>> = {
  // Headings and texts of the help itself.
  "Usage:": "用法：",
  "Arguments:": "參數：",
  "Options:": "選項：",
  "Commands:": "指令：",
  "display help for command": "顯示指令的說明",

  "Controls this AVATAR: its models, users and data.": "管理這個 AVATAR：模型、使用者與資料。",
  "as JSON": "以 JSON 輸出",
  "do not ask": "不再詢問",

  // Models and workers.
  "the speech and language models on this machine": "這台機器上的語音與語言模型",
  "every model with its use, size, licence and state, where it can be had, and whether it is needed here":
    "列出每個模型的用途、大小、授權、狀態、來源，以及這裡是否需要",
  "fetch models; without names those that the configuration needs": "下載模型；未指定名稱時，下載目前設定所需的模型",
  "names as `models list` shows them; `gpu`: the set for Whisper, vLLM and F5-TTS":
    "`models list` 列出的名稱；`gpu` 代表 Whisper、vLLM 與 F5-TTS 所需的整組模型",
  "hash the files of the installed models again": "重新計算已安裝模型檔案的雜湊值",
  "names as `models list` shows them": "`models list` 列出的名稱",
  "the Python environments of Whisper, F5-TTS and vLLM on this machine":
    "這台機器上 Whisper、F5-TTS 與 vLLM 的 Python 環境",
  "every worker, and whether its environment is installed": "列出每個 worker，以及它的環境是否已安裝",
  "make a worker's environment; AVATAR starts the worker with it": "建立 worker 的環境；AVATAR 會用它啟動 worker",
  "whisper, f5-tts, vllm": "whisper、f5-tts、vllm",
  "for the CPU, although F5-TTS is slow on it": "使用 CPU，但 F5-TTS 在 CPU 上很慢",
  "the Python to make it with, in place of one from PATH": "用來建立環境的 Python，取代 PATH 裡的 Python",
  "checks whether AVATAR can run well here, as it is configured; says what to do where not":
    "檢查 AVATAR 以目前的設定能否在這裡順利執行；有問題時說明該怎麼做",
  "where other devices reach this AVATAR, as a QR code too, and the fingerprint to compare":
    "顯示其他裝置連到這個 AVATAR 的網址與 QR Code，以及供核對的指紋",

  // People, tokens, settings, voices.
  "who may log in": "可以登入的人",
  "let somebody log in": "新增可以登入的人",
  "what they may do": "可以做什麼",
  "read the password from standard input; else one is made up, which the person replaces at the next login":
    "從標準輸入讀取密碼；否則自動產生，使用者下次登入時須自行更換",
  "who may log in, and what they may do": "列出可以登入的人，以及他們可以做什麼",
  "no login and no token works any more; their records stay": "停用後無法再登入，權杖也失效；紀錄會保留",
  "let somebody who was disabled log in again, with the password they had": "讓已停用的人再次登入，密碼不變",
  "give somebody another role; open connections begin again": "變更角色；進行中的連線會重新開始",
  "give somebody another name to log in with; their records stay theirs": "變更登入名稱；紀錄仍屬於本人",
  "set a new password; every open login ends": "設定新密碼；所有登入都會結束",
  "end every login of somebody, and their conversations": "結束某人的所有登入與進行中的對話",
  "revoke their API tokens too": "同時撤銷 API 權杖",
  "API tokens for REST and plain WebSocket": "REST 與 WebSocket 使用的 API 權杖",
  "print a new token, alone on one line; it cannot be shown again": "輸出一個新權杖，單獨一行；之後無法再次顯示",
  "the tokens of somebody that are not revoked; never the tokens themselves": "列出某人未撤銷的權杖；不會顯示權杖本身",
  whose: "誰的權杖",
  "as `token list` shows it": "`token list` 顯示的編號",
  "no program can use this token any more": "撤銷後，任何程式都無法再使用這個權杖",
  "whose rights it has": "權杖擁有誰的權限",
  "what it is for": "用途",
  "what the house decides for everybody; holds from the next turn on": "適用於所有人的設定；從下一輪對話起生效",
  "print the value of one setting, or a table of all": "顯示一項設定的值，或列出全部設定",
  "decide one setting": "變更一項設定",
  "print all as JSON": "以 JSON 輸出全部設定",
  "as JSON; anything else counts as text": "JSON 格式；其他內容視為文字",
  "let the default hold again": "恢復預設值",
  "the voices of people": "使用者的聲音",
  "tell whether two recordings (WAV) are of the same person: match, unsure or no match":
    "判斷兩段錄音（WAV）是否為同一個人：相符、無法確定或不相符",

  // Data.
  "bring the database up to date": "將資料庫更新到目前版本",
  "copy the database, recordings, cloned voices, login secret and certificate, also while AVATAR runs":
    "備份資料庫、錄音、複製的聲音、登入金鑰與憑證；AVATAR 執行時也可以備份",
  "a folder on another disk; the same one again takes only what is new":
    "另一顆磁碟上的資料夾；再次使用同一個資料夾時，只複製新的內容",
  "put a backup back in place of what is there; AVATAR must not run": "以備份取代現有資料；執行前必須先停止 AVATAR",
  "a folder made by backup, or a safety copy of the database": "backup 產生的資料夾，或資料庫的安全副本",
  "leave files out that are damaged in the backup": "略過備份中損毀的檔案",

  // Replays.
  "run a set in the running AVATAR, and compare: exit 0 passed, 1 failed, 2 not enough evidence":
    "在執行中的 AVATAR 重播一個測試集並比較：結束代碼 0 通過、1 未通過、2 證據不足",
  "the language model: `store:ID`, `candidate:NAME`, or a model's name on the same server":
    "語言模型：`store:ID`、`candidate:NAME`，或同一台伺服器上的模型名稱",
  "the recogniser: `store:ID`, `candidate:NAME`, or a model's name on the same server":
    "語音辨識模型：`store:ID`、`candidate:NAME`，或同一台伺服器上的模型名稱",
  "`builtin:NAME` or the number of a voice": "`builtin:NAME`，或聲音的編號",
  "0 to 2": "0 到 2",
  "of the language model": "語言模型的隨機種子",
  "version of the lexicon; 0: none": "詞庫的版本；0 表示不使用",
  "how often each case is run; default: 3, or 1 at temperature 0, where a model can repeat itself":
    "每個案例執行的次數；預設 3 次，temperature 為 0 時結果可以重現，只執行 1 次",
  "of the run": "這次執行的名稱",
  "compare with the set's baseline instead of the turns as they were recorded":
    "與這個測試集的基準比較，而不是與當時的紀錄比較",
  "exit 1 when a case is as bad as this": "有案例差到這個程度時，以代碼 1 結束",
  "write the JUnit XML there instead of printing it": "將 JUnit XML 寫入這個檔案，而不是直接輸出",

  // Upkeep.
  "run AVATAR as a service of systemd": "以 systemd 服務執行 AVATAR",
  "write a unit, with the plan's limits on cores and memory, and start it":
    "寫入 systemd 單元並啟動，單元中限制了規劃的核心數與記憶體",
  "for the whole machine; the default for root": "供整台機器使用；root 的預設值",
  "for the one who calls it; the default for everybody else": "只供執行指令的使用者；其他人的預設值",
  "of the unit": "單元的名稱",
  "show what would be done, and do nothing": "只顯示會做什麼，不實際執行",
  "write the unit only": "只寫入單元，不啟動",
  "stop the service and remove its unit; all data stays": "停止服務並移除單元；所有資料都會保留",
  "remove the unit only": "只移除單元，不停止服務",
  "remove caches, unfinished files, earlier logs and broken-off downloads; never what anybody said, unasked":
    "清除快取、未完成的檔案、舊的記錄檔與中斷的下載；未經同意，不會刪除任何人說過的話",
  "only say what would go, and how large it is": "只列出會刪除的項目與大小",
  "models of other versions, too": "也刪除其他版本的模型",
  "what lies in quarantine, too, recordings among it": "也刪除隔離區的檔案，其中包含錄音",
  "collect what helps to find a fault: doctor, versions, log, metrics; nothing that anybody said, no secrets":
    "收集有助於找出問題的資料：doctor 的結果、版本、記錄檔與指標；不含任何人說過的話，也不含金鑰",
  "the ZIP to write; default: avatar-support-DATE.zip in this folder":
    "要寫入的 ZIP 檔；預設為目前資料夾中的 avatar-support-日期.zip",

  // What the commands answer.
  "{username} may log in now ({role}).": "{username} 現在可以登入，角色是{role}。",
  "{words} Whoever logs in with it chooses another one first.": "{words}使用這個密碼登入後，必須先設定新密碼。",
  "{username} is {role} now.": "{username} 的角色已改為{role}。",
  "{username} logs in as {newName} now.": "{username} 現在以 {newName} 登入。",
  "{username} is disabled: no login and no token works any more; the records stay.":
    "已停用 {username}：無法再登入，權杖也失效；紀錄會保留。",
  "{username} may log in again, with the password from before.": "{username} 可以再次登入，密碼與之前相同。",
  "{username} has a new password; every open login has ended.": "{username} 的密碼已更新；所有登入都已結束。",
  "{username} is logged out everywhere.": "已將 {username} 從所有裝置登出。",
  "{username} is logged out everywhere, and every API token is revoked.":
    "已將 {username} 從所有裝置登出，並撤銷所有 API 權杖。",
  NAME: "名稱",
  ROLE: "角色",
  STATE: "狀態",
  SINCE: "建立日期",
  disabled: "已停用",
  "has no password of their own yet": "尚未設定自己的密碼",
  default: "預設值",
  "There is no setting {name}: avatar settings get lists them all.":
    "沒有 {name} 這項設定：avatar settings get 會列出所有設定。",
  "Stopped. What has come is kept; pull again to go on.": "已停止。已下載的部分會保留；再次執行 pull 即可繼續。",
  installed: "已安裝",
  "{id} is not installed": "尚未安裝 {id}",
  right: "正確",
  wrong: "不正確",
  "No model is installed.": "沒有已安裝的模型。",
  "No AVATAR runs with this data folder. Start it first: it has the models.":
    "沒有 AVATAR 在使用這個資料夾。請先啟動它，模型在它那裡。",
  "There is no set {wanted}.": "沒有「{wanted}」這個測試集。",
  "The set has no baseline: pin a run first.": "這個測試集還沒有基準：請先將一次執行設為基準。",
  "The run goes on: {error}": "執行仍在繼續：{error}",
  "There is no candidate server {name}.": "沒有「{name}」這台候選伺服器。",
  "Stopped.": "已停止。",
  "It is no file.": "這不是檔案。",
  "It has {size}: cut it to the seconds that count.": "檔案有 {size}：請只保留需要的那幾秒。",
  "{path} can't be read: {reason}": "無法讀取 {path}：{reason}",
  "score {score}: {answer}": "分數 {score}：{answer}",
  "{what}: {size}": "{what}：{size}",
  match: "相符",
  unsure: "無法確定",
  "no match": "不相符",
  "Nothing above 4 kHz in {names}, as on a telephone: record again with a microphone.":
    "{names} 沒有 4 kHz 以上的聲音，如同電話錄音：請用麥克風重新錄製。",
  "{path} has {seconds} s of speech": "{path} 只有 {seconds} 秒的語音",
  "{lengths}; {least} s are needed: record again, at least {wanted} s.":
    "{lengths}；至少需要 {least} 秒。請重新錄製，最好超過 {wanted} 秒。",
  "The score is at least {match}, the limit of a match for this much speech.":
    "分數不低於 {match}，也就是這段長度的語音判定為相符的門檻。",
  "The score is below {noMatch}, the limit of another voice for this much speech.":
    "分數低於 {noMatch}，也就是這段長度的語音判定為不同聲音的門檻。",
  "The score lies between {noMatch} and {match} for this much speech: listen, or record again.":
    "以這段長度的語音而言，分數介於 {noMatch} 與 {match} 之間：請親自聆聽，或重新錄製。",

  "Nothing was changed.": "沒有任何變更。",
  "It could not be written down in the audit log.": "無法寫入稽核紀錄。",
  "Nobody can be asked here: {otherwise} Nothing was changed.": "這裡無法詢問：{otherwise}沒有任何變更。",
  "Install?": "要安裝嗎？",
  "add --yes to install.": "請加上 --yes 以安裝。",
  "Restore?": "要還原嗎？",
  "add --yes to restore.": "請加上 --yes 以還原。",
  "Remove it?": "要刪除嗎？",
  "add --yes to remove it.": "請加上 --yes 以刪除。",
  "The database is up to date.": "資料庫已是最新版本。",

  "{turns} turns and {files} files ({size}) are in {folder}; {newFiles} files ({newSize}) were new.":
    "{folder} 中有 {turns} 輪對話與 {files} 個檔案（{size}），其中 {newFiles} 個檔案（{newSize}）是新的。",
  "{count} recordings that the history names are not on disk.": "紀錄中提到的錄音有 {count} 個不在磁碟上。",
  "{count} files changed during the backup: what the history says of them may be a moment older. A backup while nobody talks has all of one moment.":
    "備份期間有 {count} 個檔案變更，紀錄中的內容可能比檔案稍舊。在沒有人對話時備份，所有內容就會來自同一時刻。",
  "{turns} turns and {files} files are back. Start AVATAR with: npm start":
    "已還原 {turns} 輪對話與 {files} 個檔案。請以 npm start 啟動 AVATAR",
  "{count} recordings that the history names are not there.": "紀錄中提到的錄音有 {count} 個不存在。",
  "What was there before is in {folder}.": "先前的內容在 {folder}。",
  "database only; the recordings stay": "只有資料庫；錄音會保留",
  "There is now, in {folder}:": "{folder} 目前有：",
  "To be restored, from {path} ({what}):": "將從 {path} 還原（{what}）：",
  "What is there now is moved to quarantine/, nothing is deleted.": "目前的內容會移到 quarantine/，不會刪除。",

  "build cache; the next build takes longer": "建置快取；下次建置會比較久",
  "files that a crash left unfinished": "當機留下的未完成檔案",
  "earlier log files": "舊的記錄檔",
  "downloads that were broken off; a later one begins anew": "中斷的下載；之後會從頭下載",
  "models of other versions; another AVATAR on this machine may use them":
    "其他版本的模型；這台機器上的另一個 AVATAR 可能還在使用",
  "files that were set aside, recordings of people among them": "隔離區的檔案，其中包含錄音",
  "(stays without {flag})": "（未加上 {flag} 時會保留）",
  "There is nothing to remove.": "沒有可以刪除的項目。",
  "Together: {size} to remove.": "合計可以刪除 {size}。",
  "{path} stays: a program is at it now.": "保留 {path}：有程式正在使用。",
  "{size} are free again.": "已釋出 {size}。",

  "It holds nothing that anybody said, and no secrets. Look it through before you pass it on.":
    "內容不含任何人說過的話，也不含金鑰。交給別人之前，請先自行檢視。",

  "A service is made for systemd, on Linux. Start AVATAR with: npm start":
    "服務只支援 Linux 上的 systemd。請以 npm start 啟動 AVATAR",
  "A unit is either for the system or for a user: give one of --system and --user.":
    "單元只能屬於系統或使用者其中之一：--system 與 --user 請擇一使用。",
  "{path} was not written by AVATAR, and stays as it is. Choose another --name.":
    "{path} 不是由 AVATAR 寫入的，因此不會更動。請以 --name 指定其他名稱。",
  "{tool} could not be run.": "無法執行 {tool}。",
  "Still to do, once systemd answers:": "systemd 可以使用後，還需要執行：",
  "A service does not have the settings of this shell; put them into avatar.env: {names}":
    "服務不會讀取這個終端機的環境變數，請將它們寫入 avatar.env：{names}",
  "It would be written to {path}, then:": "將會寫入 {path}，然後執行：",
  "{path} is written.": "已寫入 {path}。",
  "To start it, now and with the machine:": "立即啟動，並隨開機啟動：",
  "It runs, now and from each start of the machine on. Its output: {journal} -f":
    "服務已啟動，之後會隨開機啟動。查看輸出：{journal} -f",
  "On the very first start the administrator's password is in that output, once.":
    "第一次啟動時，管理員密碼會顯示在輸出中，只出現一次。",
  "To run without a login: loginctl enable-linger {name}": "若要在未登入時也能執行：loginctl enable-linger {name}",
  "There is no {path}.": "{path} 不存在。",
  "It would run: {all}; and remove {path}": "將會執行：{all}；並移除 {path}",
  "{path} is removed. The data, the models and AVATAR itself stay.":
    "已移除 {path}。資料、模型與 AVATAR 本身都會保留。",

  // What the start prints, and `avatar connect`.
  "AVATAR is running.": "AVATAR 已啟動。",
  "On this machine": "本機",
  "On the network": "區域網路",
  Administrator: "管理員",
  Password: "密碼",
  "It is shown only this once; you choose your own at the first login.":
    "密碼只會顯示這一次；第一次登入時請設定自己的密碼。",
  "To set a new one later: {command}": "之後要重設密碼：{command}",
  "as set in AVATAR_ADMIN_PASSWORD": "由 AVATAR_ADMIN_PASSWORD 設定",
  "HTTPS is off: browsers will allow the microphone on localhost only.":
    "HTTPS 已停用：瀏覽器只允許在 localhost 使用麥克風。",
  "A new device": "新裝置",
  "The certificate is the one that AVATAR_TLS_CERT names.": "使用 AVATAR_TLS_CERT 指定的憑證。",
  "That page shows how a device trusts this server; until then its browser warns once.":
    "這個頁面說明如何讓裝置信任這台伺服器；在那之前，瀏覽器會警告一次。",
  "The certificates are new: each device must trust this server once more, on that page.":
    "憑證已更新：每台裝置都必須在該頁面重新信任這台伺服器。",
  "SHA-256 of its authority, to compare with what the device shows (npx avatar connect):":
    "憑證授權單位的 SHA-256，供您與裝置顯示的內容核對（npx avatar connect）：",
  "This is WSL2: other devices reach it only through Windows. Best: in {file} on Windows":
    "這裡是 WSL2：其他裝置只能透過 Windows 連線。建議在 Windows 的 {file} 加入",
  "then: wsl --shutdown. Or, in a PowerShell as administrator, after each start of WSL2:":
    "再執行 wsl --shutdown。或者每次啟動 WSL2 後，以系統管理員身分在 PowerShell 執行：",
  "and AVATAR_ALLOWED_HOSTS=<the address of Windows> (docs/connect.md).":
    "並設定 AVATAR_ALLOWED_HOSTS=<Windows 的位址>（docs/connect.md）。",
  "Only this machine can reach AVATAR: it listens on this machine's own address.":
    "只有這台機器連得到 AVATAR：它只接受本機的連線。",
  "To let other devices in, write {line} into avatar.env, and start AVATAR again.":
    "若要讓其他裝置連線，請在 avatar.env 寫入 {line}，再重新啟動 AVATAR。",
  "Only this machine can reach AVATAR: it is on no network. Connect it to one.":
    "只有這台機器連得到 AVATAR：它沒有連上任何網路。請先讓它連上網路。",
  "Open this page on the new device:": "請在新裝置開啟這個頁面：",
  "Afterwards AVATAR is at": "之後就能從這裡使用 AVATAR：",
  "The authority is called “{name}”. Its SHA-256 must be the same on the device:":
    "憑證授權單位的名稱是「{name}」。裝置顯示的 SHA-256 必須與此相同：",
  "If the device can't open it, a firewall may keep it out:": "如果裝置無法開啟，可能是被防火牆阻擋：",

  "AVATAR did not start. {message}": "AVATAR 沒有啟動。{message}",
  "Port {port} is in use. Stop the program that uses it, or choose another: PORT=8080 npm start":
    "連接埠 {port} 已被使用。請停止占用它的程式，或改用其他連接埠：PORT=8080 npm start",
  "HOST is {host}, which is no address of this machine. 0.0.0.0 listens on all its addresses.":
    "HOST 設為 {host}，但這不是本機的位址。0.0.0.0 代表本機的所有位址。",
  "Not allowed: {message}. Ports below 1024 need special rights; the data folder {dataDir} must be writable.":
    "權限不足：{message}。1024 以下的連接埠需要特殊權限；資料目錄 {dataDir} 必須可以寫入。",
  "The disk is full ({message}). AVATAR keeps its data in {dataDir}.":
    "磁碟空間已滿（{message}）。AVATAR 的資料存放在 {dataDir}。",
  "A database in {dataDir} is damaged ({message}). Put a copy of app.db back (npx avatar restore, docs/backup.md), or start with another AVATAR_DATA_DIR. app.lock can be deleted.":
    "{dataDir} 裡的資料庫已損毀（{message}）。請還原 app.db 的備份（npx avatar restore，docs/backup.md），或改用其他 AVATAR_DATA_DIR 啟動。app.lock 可以刪除。",
  "The disk with {dataDir} could not be read or written ({code}: {message}). The system's log says more (dmesg).":
    "{dataDir} 所在的磁碟無法讀寫（{code}：{message}）。詳情請見系統紀錄（dmesg）。",
  "AVATAR could not start: {message}": "AVATAR 無法啟動：{message}",

  // The workers' plan.
  "{library}, for Python {version} ({path}):": "{library}，使用 Python {version}（{path}）：",
  "{count} packages, {fetched} to fetch, about {installed} on the disk, below {modelsDir}.":
    "{count} 個套件，需下載 {fetched}，安裝後約占 {installed}，位於 {modelsDir}。",
  "{worker}: {library} is installed in {folder}": "{worker}：{library} 已安裝在 {folder}",
  "The workers are: {names}.": "可用的 worker：{names}。",
  "{worker} can't run with --cpu: it needs an NVIDIA card. Leave --cpu out, or use a server elsewhere.":
    "{worker} 無法搭配 --cpu 執行：它需要 NVIDIA 顯示卡。請移除 --cpu，或使用其他機器上的伺服器。",
  "Add --cpu to install it for the CPU all the same.": "若仍要安裝 CPU 版本，請加上 --cpu。",
  "Stopped. What has come is kept: run it again to go on.": "已停止。已下載的內容會保留，再次執行即可繼續。",
  "{worker} can't be installed: {reason}. {advice}": "無法安裝 {worker}：{reason}。{advice}",
  "Without an NVIDIA card, {worker} takes ten times as long as what it says, or longer.":
    "沒有 NVIDIA 顯示卡時，{worker} 合成語音所需的時間會是語音長度的十倍以上。",
  "The newest build is left out: {reason}.": "不使用最新的版本：{reason}。",
  "{worker} needs an NVIDIA card, and there is none ({why})": "{worker} 需要 NVIDIA 顯示卡，但這裡沒有（{why}）",
  "Install it on a machine with such a card, or use a server elsewhere.":
    "請安裝在有這種顯示卡的機器上，或使用其他機器上的伺服器。",
  "the NVIDIA driver can't be read ({why})": "無法讀取 NVIDIA 驅動程式的狀態（{why}）",
  "Repair the driver until nvidia-smi shows the card; often a restart of the machine is enough.":
    "請修復驅動程式，直到 nvidia-smi 顯示出顯示卡；通常重新啟動機器即可。",
  "CUDA {version} needs an NVIDIA driver from {leastDriver} on, and this one is {own}":
    "CUDA {version} 需要 {leastDriver} 以上版本的 NVIDIA 驅動程式，目前是 {own}",
  "Install driver {leastDriver} or newer, then run this again.":
    "請安裝 {leastDriver} 以上版本的驅動程式，再執行一次。",
  "the builds for CUDA {version} need a card of compute capability {least} or newer, and this one has {own}":
    "CUDA {version} 的版本需要運算能力（compute capability）{least} 以上的顯示卡，這張是 {own}",
  "Use another card, or a server elsewhere.": "請改用其他顯示卡，或使用其他機器上的伺服器。",
  "it needs Python {oldest} to {newest} on PATH, and there is none":
    "PATH 中必須有 Python {oldest} 到 {newest}，但找不到",
  "it needs Python {oldest} to {newest}, and here is {here}": "需要 Python {oldest} 到 {newest}，這裡是 {here}",
  "Install one (Debian, Ubuntu: apt-get install python3 python3-venv), or name one with --python.":
    "請安裝（Debian、Ubuntu：apt-get install python3 python3-venv），或以 --python 指定。",
  "its packages are for {x86}, and this machine is {own}": "套件只支援 {x86}，這台機器是 {own}",
  "its packages need {needed}, and this system has {library}": "套件需要 {needed}，這個系統是 {library}",
  "another C library": "其他 C 函式庫",
  "Python {version} is there without its module venv": "Python {version} 沒有 venv 模組",
  "Install it (Debian, Ubuntu: apt-get install python{version}-venv), then run this again.":
    "請安裝（Debian、Ubuntu：apt-get install python{version}-venv），再執行一次。",
  "Make an environment by hand from workers/locks/pins.toml, and name its Python in AVATAR_*_PYTHON.":
    "請依 workers/locks/pins.toml 自行建立環境，並以 AVATAR_*_PYTHON 指定其 Python。",
  "Name the program of a Python with --python, or leave that out for the one on PATH.":
    "請以 --python 指定 Python 程式；不指定時使用 PATH 中的 Python。",
  "{name} is not on PATH": "PATH 中沒有 {name}",
  "{name} is not there": "{name} 不存在",
  "{name} is a folder": "{name} 是資料夾",
  "{name} may not be run": "{name} 沒有執行權限",
  "{path} does not answer": "{path} 沒有回應",
  "{path} can't be run: {reason}": "無法執行 {path}：{reason}",
  "{path} is no Python": "{path} 不是 Python",
  "{path} is no ordinary CPython on Linux": "{path} 不是 Linux 上一般的 CPython",
  "Another program is installing {worker} in {folder}. Wait until it is done.":
    "另一個程式正在 {folder} 安裝 {worker}。請等待它完成。",
  "{folder} has disappeared.": "{folder} 消失了。",
  "{folder} can't be written ({why}). Give this user the right to write there, or correct AVATAR_MODELS_DIR.":
    "無法寫入 {folder}（{why}）。請讓這個使用者擁有寫入權限，或修正 AVATAR_MODELS_DIR。",
  "The environment in {folder} is damaged, and is made anew: {why}.": "{folder} 的環境已損毀，將重新建立：{why}。",
  "its Python can't be run": "無法執行它的 Python",
  "{module} can't be imported: {reason}": "無法匯入 {module}：{reason}",
  "Try another Python with --python. If that ends alike, this machine can't run it: use a server elsewhere.":
    "請以 --python 試試其他 Python。結果若相同，代表這台機器無法執行：請使用其他機器上的伺服器。",
  "{needed} are needed and {free} are free in {folder}. Make room, or choose another disk with AVATAR_MODELS_DIR.":
    "需要 {needed}，而 {folder} 剩餘 {free}。請清出空間，或以 AVATAR_MODELS_DIR 指定其他磁碟。",
  "{tool} could not do it, so {next} is tried:": "{tool} 無法完成，改用 {next}：",
  "Everything is installed, but {why}": "已全部安裝，但{why}",
  "The environment in use is unchanged.": "目前使用中的環境沒有變更。",
  "{folder} is still in use; the next installation removes it.": "{folder} 仍在使用中，下次安裝時會移除。",

  // What the system refuses.
  "{path} is there already. Choose another name, or remove it first.": "{path} 已經存在。請改用其他名稱，或先移除它。",
  "There is no {path}. Check the name.": "沒有 {path}。請檢查名稱。",
  "There is no folder {folder}. Create it first, or choose another path.":
    "沒有 {folder} 這個資料夾。請先建立，或改用其他路徑。",
  "Not allowed: {path}. Give this user the right to it, or choose another path.":
    "沒有 {path} 的權限。請讓這個使用者擁有權限，或改用其他路徑。",
  "The disk with {path} can only be read. Choose another path.": "{path} 所在的磁碟是唯讀的。請改用其他路徑。",
  "{path} is a folder. Name a file.": "{path} 是資料夾。請指定檔案。",
  "A part of {path} is a file and no folder. Choose another path.":
    "{path} 的路徑中有一段是檔案，不是資料夾。請改用其他路徑。",
  "{path} is too long for a file name. Choose a shorter one.": "{path} 太長，無法當作檔名。請改用較短的名稱。",
  "The disk with {path} could not be read or written. The system's log says more (dmesg).":
    "{path} 所在的磁碟無法讀寫。詳情請見系統紀錄（dmesg）。",
  "The disk with {path} is full. Make room, or choose another path.":
    "{path} 所在的磁碟已滿。請清出空間，或改用其他路徑。",
  "The disk is full. Make room, then try again.": "磁碟已滿。請清出空間後再試一次。",

  // Progress and small answers.
  "{received} of {total}": "{received}，共 {total}",
  "{received} of {total}, {rate}/s, {left} left": "{received}，共 {total}，每秒 {rate}，剩餘 {left}",
  "{title}: {percentage} % ({item}; {details})": "{title}：{percentage}%（{item}；{details}）",
  "Fetching models": "下載模型",
  "Installing {worker}": "安裝 {worker}",
  fetching: "下載中",
  unpacking: "解壓縮中",
  "{done} of {all} packages": "{done} 個套件，共 {all} 個",
  "Backing up": "備份",
  Restoring: "還原",
  "{name} (in part)": "{name}（部分）",
  "{languages}; from {sources}": "{languages}；來源：{sources}",
  "Chinese, English (trial model)": "中文、英文（試用模型）",
  "Chinese, English and 97 more": "中文、英文與其他 97 種語言",
  "Chinese, English and others": "中文、英文與其他語言",
  "Chinese, English": "中文、英文",
  English: "英文",
  "English, Mandarin": "英文、華語",
  "Mandarin as in Taiwan, English, both in one sentence": "台灣華語、英文，以及中英夾雜",
  any: "不限",
  incomplete: "不完整",
  damaged: "已損毀",
  absent: "未安裝",
  "needed by this configuration": "目前的設定需要",
  "The models are: {names}.": "可用的模型：{names}。",
  "{smaller} is taken instead of {model}.": "改用 {smaller} 取代 {model}。",
  "Token {number} is revoked.": "已撤銷權杖 {number}。",
  NUMBER: "編號",
  "LAST USED": "上次使用",
  "Its sample rate is {rate} Hz; {min} to {max} Hz can be read.": "取樣率是 {rate} Hz；只能讀取 {min} 到 {max} Hz。",
  "Letters, digits, - and _ only.": "只能使用英文字母、數字、- 與 _。",
  "The run failed: {code}. {message}": "執行失敗：{code}。{message}",
  "{share}, waits for: {what}": "{share}，等待：{what}",
  "{turns} turns, {count} recordings": "{turns} 輪對話、{count} 個錄音",
  "a damaged database ({reason}), {count} recordings": "損毀的資料庫（{reason}）、{count} 個錄音",
  "no database, {count} recordings": "沒有資料庫、{count} 個錄音",
  nothing: "沒有內容",
  "backup, made {at}": "備份，建立於 {at}",
  backup: "備份",
  "{turns} turns, {files} files ({size})": "{turns} 輪對話、{files} 個檔案（{size}）",
  "{turns} turns": "{turns} 輪對話",
};

/** Commander's complaints, which have names in them. */
export const chineseErrors: readonly (readonly [RegExp, string])[] = [
  [/unknown command '(.*?)'/, "沒有「$1」這個指令"],
  [/unknown option '(.*?)'/, "沒有「$1」這個選項"],
  [/missing required argument '(.*?)'/, "缺少參數「$1」"],
  [/required option '(.*?)' not specified/, "必須指定選項「$1」"],
  [/option '(.*?)' argument missing/, "選項「$1」缺少值"],
  [/option '(.*?)' argument '(.*?)' is invalid\./, "選項「$1」的值「$2」無效。"],
  [/command-argument value '(.*?)' is invalid for argument '(.*?)'\./, "參數「$2」的值「$1」無效。"],
  [/too many arguments.*?\. Expected (\d+) arguments? but got (\d+)\./, "參數太多：最多 $1 個，卻有 $2 個。"],
  [/ ?Allowed choices are (.*?)\./, "可用的值：$1。"],
  [/\(Did you mean (?:one of )?(.*?)\?\)/, "（是不是指「$1」？）"],
  [/^error: /, "錯誤："],
];
