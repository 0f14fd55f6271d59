/**
 * The doctor's findings in Chinese. They come from many places with numbers and names in them, so each pattern takes one
 * sentence; what no pattern knows is said in English. Programs read `doctor --json`, which stays English.
 */
export const findingNames: Readonly<Record<string, string>> = {
  Cores: "CPU 核心",
  Memory: "記憶體",
  "Free memory": "可用記憶體",
  Clock: "時鐘",
  "Data folder": "資料夾",
  Database: "資料庫",
  Stores: "儲存",
  "Safety copies": "安全副本",
  Quarantine: "隔離區",
  "Disk for models": "模型的磁碟",
  "Disk for data": "資料的磁碟",
  Disk: "磁碟",
  Microphone: "麥克風",
  "Models' folder": "模型資料夾",
  Models: "模型",
  "Missing models": "缺少的模型",
  "Damaged model": "損毀的模型",
  "Unused model": "未使用的模型",
  Licence: "授權",
  "Speech recognition": "語音辨識",
  "Language model": "語言模型",
  "Speech synthesis": "語音合成",
  "Default voice": "預設聲音",
  Configuration: "設定",
};

export const findingPatterns: readonly (readonly [RegExp, string])[] = [
  // Names with a number or a program in them.
  [/^Port (\d+)$/, "連接埠 $1"],
  [/^GPU (\d+)$/, "顯示卡 $1"],
  [/^Python of (.+)$/, "$1 的 Python"],
  [/^Program of (.+)$/, "$1 的程式"],

  // The checks themselves.
  [/^no result within (\S+) s$/, "$1 秒內沒有結果"],
  [
    /^Something that it waits for hangs: try again, and look at that program or disk\.$/,
    "它等待的程式或磁碟沒有回應：請再試一次，並檢查該程式或磁碟。",
  ],
  [/^This check could not be made; the message says why\.$/, "無法進行這項檢查，原因如訊息所述。"],
  [/^Correct it, then run this again: nothing else was checked\.$/, "請修正後再執行一次：其他項目都還沒檢查。"],

  // The machine.
  [/^(\S+) is too old$/, "$1 版本太舊"],
  [/^Install Node (\S+) or newer: (\S+)$/, "請安裝 Node $1 以上版本：$2"],
  [
    /^(\d+), and (\S+) asks for (\d+): more threads than cores slow each other down$/,
    "$1 核，但 $2 要求 $3：執行緒多於核心數會互相拖慢",
  ],
  [/^Set (\S+)=(\d+)\.$/, "請設定 $1=$2。"],
  [/^(\S+) GiB; the plan for this configuration is (\d+) GiB$/, "$1 GiB；目前的設定規劃需要 $2 GiB"],
  [
    /^Watch for swapping, or give a model to another server \((.+)\)\.$/,
    "請留意是否使用置換空間，或將某個模型交給其他伺服器（$1）。",
  ],
  [/^(\S+) GB, enough for the embedded language model$/, "$1 GB，足以載入內建的語言模型"],
  [
    /^(\S+) GB; the embedded models need (\S+) GB, so the language model is not loaded$/,
    "$1 GB；內建模型需要 $2 GB，因此不會載入語言模型",
  ],
  [
    /^Set AVATAR_LLM_URL to a model server, or free memory before the start\.$/,
    "請以 AVATAR_LLM_URL 指定模型伺服器，或在啟動前釋出記憶體。",
  ],
  [/^(.+ UTC): that is before AVATAR was built$/, "$1：早於 AVATAR 的建置時間"],
  [/^(.+ UTC), not synchronised \(NTP is off\)$/, "$1，未同步（NTP 已關閉）"],
  [/^(.+ UTC), synchronised$/, "$1，已同步"],
  [
    /^Set the clock, or let it be set: timedatectl set-ntp true\. Logins and certificates depend on it\.$/,
    "請校正時鐘，或啟用自動校時：timedatectl set-ntp true。登入與憑證都仰賴正確的時間。",
  ],

  // Data and disks.
  [/^(.+) is not a folder$/, "$1 不是資料夾"],
  [/^(.+) will be made at the first start$/, "$1 會在第一次啟動時建立"],
  [/^will be made at the first start$/, "會在第一次啟動時建立"],
  [/^(.+) can't be written \((\w+)\)$/, "$1 無法寫入（$2）"],
  [/^Make room on its disk, or correct (\S+)\.$/, "請清出磁碟空間，或修正 $1。"],
  [/^Give this user the right to write there, or correct (\S+)\.$/, "請讓這個使用者擁有寫入權限，或修正 $1。"],
  [/^Correct (\S+)\.$/, "請修正 $1。"],
  [/^(\S+) MB, checked$/, "$1 MB，檢查無誤"],
  [
    /^Stop AVATAR and put a backup or a safety copy back: npx avatar restore \(docs\/backup\.md\)\.$/,
    "請停止 AVATAR，並還原備份或安全副本：npx avatar restore（docs/backup.md）。",
  ],
  [/^none yet: one is made after each good check of the database$/, "還沒有：資料庫每次檢查無誤後都會建立一份"],
  [/^(\d+), the newest (\d+) (h|days) old with (\d+) turns$/, "$1 份，最新的在 $2 $3前建立，含 $4 輪對話"],
  [/^empty$/, "沒有檔案"],
  [
    /^(\d+) files \((\S+) MB\) in (.+), the oldest (\d+) (h|days) old; kept for ever$/,
    "$3 中有 $1 個檔案（$2 MB），最舊的已有 $4 $5；永久保留",
  ],
  [
    /^(\d+) files \((\S+) MB\) in (.+), the oldest (\d+) (h|days) old; removed after (\d+) days$/,
    "$3 中有 $1 個檔案（$2 MB），最舊的已有 $4 $5；$6 天後刪除",
  ],
  [
    /^Restore the database that names them and start: they come back\. Or delete their folders\. See docs\/backup\.md\.$/,
    "還原記載這些檔案的資料庫並啟動，它們就會回到原處；也可以刪除這些資料夾。請見 docs/backup.md。",
  ],
  [/^(\S+) GB free in (.+); the missing models need (\S+) GB$/, "$2 剩餘 $1 GB；缺少的模型需要 $3 GB"],
  [/^(\S+) GB free, none missing$/, "剩餘 $1 GB，沒有缺少的模型"],
  [/^(\S+) GB free, (\S+) GB needed$/, "剩餘 $1 GB，需要 $2 GB"],
  [/^(\S+) GB free in (.+): recordings soon fill that$/, "$2 剩餘 $1 GB：很快就會被錄音用完"],
  [/^(\S+) GB free in (.+)$/, "$2 剩餘 $1 GB"],
  [/^(\S+) GB free$/, "剩餘 $1 GB"],
  [/^Make room on that disk, or choose another one with (\S+)\.$/, "請清出該磁碟的空間，或以 $1 指定其他磁碟。"],

  // Network.
  [/^allowed on this machine, the only one that can connect$/, "本機可以使用，也只有本機能連線"],
  [
    /^HTTPS is off: browsers allow the microphone on localhost only$/,
    "HTTPS 已關閉：瀏覽器只允許 localhost 使用麥克風",
  ],
  [
    /^Remove AVATAR_HTTPS=0, or put a proxy with HTTPS in front\.$/,
    "請移除 AVATAR_HTTPS=0，或在前面加上提供 HTTPS 的代理伺服器。",
  ],
  [/^HTTPS on (.+); the certificate is made at the first start$/, "HTTPS 位址：$1；憑證會在第一次啟動時建立"],
  [/^HTTPS on (.+); certificate for (.+), valid for (\d+) days$/, "HTTPS 位址：$1；憑證適用於 $2，還有 $3 天到期"],
  [/^the certificate expired on (.+)$/, "憑證已於 $1 到期"],
  [/^the certificate does not name (.+)$/, "憑證未包含 $1"],
  [/^the certificate (.*)can't be read$/, "無法讀取憑證 $1"],
  [/^AVATAR_TLS_CERT names it; docs\/connect\.md\.$/, "憑證由 AVATAR_TLS_CERT 指定；請見 docs/connect.md。"],
  [/^The next start makes a new one\.$/, "下次啟動時會建立新的憑證。"],
  [
    /^Ask for a new certificate, and put it where AVATAR_TLS_CERT names it: it is served without a restart\.$/,
    "請申請新的憑證，並放到 AVATAR_TLS_CERT 指定的位置：不需要重新啟動就會採用。",
  ],
  [
    /^A running AVATAR makes a new certificate within a minute; else start it\. Devices don't notice\.$/,
    "執行中的 AVATAR 會在一分鐘內建立新憑證；否則請啟動它。其他裝置不受影響。",
  ],
  [/^mirrored network: other devices reach it by the address of Windows$/, "鏡像網路：其他裝置可用 Windows 的位址連線"],
  [/^other devices don't reach this WSL2 by its own address$/, "其他裝置無法以 WSL2 本身的位址連線"],
  [/^free$/, "可以使用"],
  [/^free, for (.+)$/, "可以使用，供 $1 使用"],
  [/^used by the running AVATAR$/, "由執行中的 AVATAR 使用"],
  [/^in use while AVATAR runs, for (.+)$/, "AVATAR 執行中，供 $1 使用"],
  [/^another program listens there$/, "已被其他程式使用"],
  [/^another program listens there; (.+) needs it$/, "已被其他程式使用，但 $1 需要它"],
  [/^may not be listened on by this user$/, "這個使用者無權使用"],
  [/^Choose one above 1023 with PORT\.$/, "請以 PORT 指定大於 1023 的連接埠。"],
  [/^Stop that program, or choose another port with (\S+)\.$/, "請停止該程式，或以 $1 指定其他連接埠。"],
  [
    /^Correct HOST: 0\.0\.0\.0 listens on all addresses of this machine\.$/,
    "請修正 HOST：0.0.0.0 代表這台機器的所有位址。",
  ],
  [/^in use; an AVATAR that was killed left processes running$/, "使用中；被強制結束的 AVATAR 留下了程序"],
  [/^The next start ends them\.$/, "下次啟動時會結束它們。"],

  // The running AVATAR.
  [/^runs, but the clock is earlier than what was stored$/, "執行中，但時鐘早於已儲存的資料"],
  [/^runs, but the clock was set while it ran$/, "執行中，但執行期間時鐘被調整過"],
  [/^runs, but the disk of its data folder is nearly full$/, "執行中，但資料夾所在的磁碟即將用完"],
  [/^runs, but another program holds its database$/, "執行中，但另一個程式正在使用資料庫"],
  [/^Set the clock, or let it be set\.$/, "請校正時鐘，或啟用自動校時。"],
  [/^is not running$/, "沒有在執行"],
  [
    /^runs with this data folder, but does not answer where these settings say$/,
    "正在使用這個資料夾，但在目前設定的位址沒有回應",
  ],
  [
    /^If it is still starting, wait\. Else run this with the PORT and HOST that it was started with\.$/,
    "如果正在啟動，請稍候；否則請以啟動時的 PORT 與 HOST 執行本指令。",
  ],
  [/^runs, and every model that chat needs is ready$/, "執行中，對話所需的模型都已就緒"],
  [/^runs, but not every model is ready yet \((.*)\)$/, "執行中，但有模型尚未就緒（$1）"],
  [/^Wait; \/health shows the progress\.$/, "請稍候；/health 會顯示進度。"],
  [/^runs, but a model that chat needs is down \((.*)\)$/, "執行中，但對話所需的模型無法使用（$1）"],
  [/^See that model's lines here and the log\.$/, "請查看這裡該模型的項目與記錄檔。"],
  [/^runs, but can't store conversations \((.*)\)$/, "執行中，但無法儲存對話（$1）"],
  [
    /^See the lines of the data folder and the disk here, and the log \(storage_changed\)\.$/,
    "請查看這裡資料夾與磁碟的項目，以及記錄檔（storage_changed）。",
  ],
  [/^runs, but the embedded voice speaks in place of the chosen one$/, "執行中，但由內建的聲音代替所選的聲音"],
  [/^See the voice's lines here and the log\.$/, "請查看這裡聲音的項目與記錄檔。"],

  // Cards, models, servers, environments.
  [
    /^none, and none is needed: no model process is configured to use one$/,
    "沒有，也不需要：目前沒有任何模型程序使用顯示卡",
  ],
  [/^can't be read: (.+)$/, "無法讀取：$1"],
  [/^No model of this configuration needs it\.$/, "目前的設定不需要它。"],
  [
    /^Restart the machine\. Models on the other cards keep working until then\.$/,
    "請重新啟動機器；在此之前，其他顯示卡上的模型仍可使用。",
  ],
  [/^(\d+) % or more is used: end what is not needed\.$/, "使用量已達 $1% 以上：請結束不需要的程式。"],
  [/^other programs hold (\d+) MiB; the plan leaves them (\d+)$/, "其他程式占用 $1 MiB；規劃只留給它們 $2 MiB"],
  [/^End them, or lower (\S+) or (\S+)\.$/, "請結束這些程式，或降低 $1 或 $2。"],
  [/^installed and verified: (.+)$/, "已安裝並驗證：$1"],
  [
    /^npm start fetches them; npx avatar models pull does so now\.$/,
    "npm start 會下載；npx avatar models pull 可以立即下載。",
  ],
  [/^(\S+) has missing or wrong files$/, "$1 有缺少或錯誤的檔案"],
  [/^Run: (.+)$/, "請執行：$1"],
  [/^Check that your use is allowed before others use it\.$/, "在讓其他人使用之前，請確認您的用途符合授權。"],
  [
    /^(.+): this version of AVATAR does not use it; delete it if no other does$/,
    "$1：這個版本的 AVATAR 不會使用；如果沒有其他版本使用，可以刪除",
  ],
  [/^(.+), if it is in Hugging Face's cache: it is not fetched$/, "$1，必須已在 Hugging Face 的快取中：不會自動下載"],
  [/^(.+) is not there$/, "$1 不存在"],
  [/^embedded$/, "內建"],
  [/^(.+), started by AVATAR on (?:a free port|port (\d+))$/, "$1，由 AVATAR 啟動，連接埠 $2"],
  [/^(.+): first token after (\d+) ms \(median of (\d+)\)$/, "$1：$2 毫秒後出現第一個詞元（$3 次的中位數）"],
  [/^(.+): first audio after (\d+) ms \(median of (\d+)\)$/, "$1：$2 毫秒後出現第一段聲音（$3 次的中位數）"],
  [
    /^(.+): transcript of 1 s after (\d+) ms \(median of (\d+)\)$/,
    "$1：1 秒的語音在 $2 毫秒後辨識完成（$3 次的中位數）",
  ],
  [
    /^A smaller model, fewer users of that server, or a faster machine\.$/,
    "請改用較小的模型、減少該伺服器的使用者，或使用更快的機器。",
  ],
  [
    /^Look at that server's log, or correct (\S+), _MODEL or _API_KEY\.$/,
    "請查看該伺服器的記錄檔，或修正 $1、_MODEL 或 _API_KEY。",
  ],
  [/^its environment is not installed$/, "尚未安裝它的環境"],
  [/^(.+) can't be run$/, "無法執行 $1"],
  [/^(.+) can't import (\S+): (.+)$/, "$1 無法匯入 $2：$3"],
  [/^(\S+ \S+) on Python (\S+)$/, "$1，Python $2"],
  [/^(.+); this version of AVATAR was tested with other packages$/, "$1；這個版本的 AVATAR 是以其他套件測試的"],
  [/^(.+) is not there or may not be run$/, "$1 不存在或無法執行"],
  [/^Install it \(Debian: (.+)\)\.$/, "請安裝（Debian：$1）。"],
];
