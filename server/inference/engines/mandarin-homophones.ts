/**
 * For each syllable a common character that is read in no other way, nor is its Simplified form, which some voices
 * read. The first such one in Big5, which lists the 5,401 most used characters before all others.
 */
const table = `
ai1哀 ai2皚 ai3矮 ai4愛 an1安 an3俺 an4岸 ang1骯 ang2昂 ang4盎 ao2敖 ao3媼 ao4傲 ba1八 ba2拔 ba3靶
ba4爸 bai2白 bai3百 bai4敗 ban1班 ban3阪 ban4半 bang1邦 bang3綁 bang4傍 bao1包 bao2雹 bao3保 bao4抱
bei1卑 bei4貝 ben3本 ben4笨 beng1崩 beng2甭 beng4泵 bi1逼 bi2荸 bi3匕 bi4必 bian1砭 bian3匾 bian4卞
biao1彪 biao3表 biao4鰾 bie1鱉 bin1彬 bin4殯 bing1冰 bing3丙 bing4病 bo1波 bo2帛 bo3跛 bo4檗 bu1鈽
bu3哺 bu4布 ca1擦 cai1猜 cai2才 cai3彩 cai4菜 can1餐 can2殘 can3慘 can4燦 cang1倉 cao1操 cao2曹
cao3草 ce4冊 cen2岑 ceng2層 cha1插 cha2茶 cha4岔 chai1釵 chai2柴 chan1攙 chan2嬋 chan3產 chan4懺
chang1昌 chang2常 chang3敞 chang4唱 chao1抄 chao2晁 chao3炒 che3扯 che4坼 chen1琛 chen2臣 chen4疢
cheng1撐 cheng2丞 cheng3逞 cheng4秤 chi1吃 chi2弛 chi3呎 chi4叱 chong1充 chong2虫 chong3寵 chou1抽
chou2惆 chou3丑 chu1出 chu2芻 chu3杵 chu4怵 chuai4踹 chuan1川 chuan2船 chuan3舛 chuan4串 chuang1窗
chuang2床 chuang3闖 chuang4愴 chui1吹 chui2垂 chun1春 chun2唇 chun3蠢 chuo1戳 chuo4輟 ci1疵 ci2祠
ci3此 ci4次 cong1匆 cong2淙 cou4湊 cu1粗 cu4促 cuan4篡 cui1崔 cui3璀 cui4脆 cun1村 cun2存 cun3忖
cun4寸 cuo1搓 cuo2嵯 cuo4厝 da1搭 da2怛 dai1呆 dai3歹 dai4代 dan1丹 dan3撢 dan4旦 dang1襠 dang3黨
dang4蕩 dao1刀 dao3島 dao4到 de2德 deng1登 deng3等 deng4凳 di1低 di2狄 di3抵 di4帝 dian1滇 dian3典
dian4店 diao1刁 diao4弔 die1爹 die2迭 ding1仃 ding3頂 ding4定 diu1丟 dong1冬 dong3董 dong4凍 dou1兜
dou3抖 dou4豆 du1督 du2獨 du3堵 du4妒 duan1端 duan3短 duan4段 dui1堆 dui4碓 dun1惇 dun3盹 dun4盾
duo1多 duo2奪 duo3朵 duo4剁 e1婀 e2俄 e4厄 en1恩 er2儿 er3耳 er4二 fa2乏 fa3法 fa4琺 fan1帆 fan2凡
fan3反 fan4犯 fang1方 fang2妨 fang3仿 fang4放 fei1非 fei2肥 fei3匪 fei4吠 fen1吩 fen2汾 fen3粉
fen4忿 feng1丰 feng2逢 feng3諷 feng4奉 fou3缶 fu1伕 fu2弗 fu3甫 fu4付 ga2噶 ga4尬 gai1垓 gai3改
gai4丐 gan1甘 gan3敢 gan4淦 gang1肛 gao1羔 gao3杲 gao4告 ge1戈 ge2隔 ge4鉻 gen1根 gen4亙 geng1庚
geng3哽 gong1工 gong3廾 gong4貢 gou1佝 gou3狗 gou4垢 gu1咕 gu3古 gu4固 gua1瓜 gua3寡 gua4卦 guai1乖
guai3拐 guai4怪 guan1官 guan3琯 guan4貫 guang1光 guang3獷 guang4逛 gui1圭 gui3癸 gui4桂 gun3袞
guo1猓 guo2國 guo3果 hai2孩 hai3海 hai4亥 han1蚶 han2含 han3罕 han4旱 hang2杭 hang4沆 hao1蒿 hao2毫
hao3郝 hao4昊 he1訶 he2禾 he4賀 hei1黑 hen2痕 hen3很 hen4恨 heng2恆 hong1烘 hong2弘 hong4訌 hou2喉
hou3吼 hou4后 hu1乎 hu2囫 hu3虎 hu4互 hua1花 hua2滑 hua4畫 huai2徊 huan1歡 huan2洹 huan3緩 huan4幻
huang1肓 huang2皇 huang3恍 hui1灰 hui2回 hui3悔 hui4卉 hun1昏 hun2渾 huo2活 huo3火 huo4或 ji1乩
ji2及 ji3己 ji4妓 jia1加 jia2莢 jia3甲 jia4架 jian1奸 jian3柬 jian4件 jiang1江 jiang3槳 jiang4匠
jiao1交 jiao3狡 jiao4叫 jie1皆 jie2孑 jie3姐 jie4介 jin1巾 jin3緊 jin4近 jing1京 jing3井 jing4徑
jiong3炯 jiu1究 jiu3九 jiu4臼 ju1居 ju2局 ju3矩 ju4巨 juan1娟 juan4倦 jue2孓 jun1君 jun4俊 ka1喀
kai1揩 kai3凱 kan1刊 kan3坎 kan4崁 kang1康 kang4伉 kao3考 kao4犒 ke1柯 ke3渴 ke4克 ken3肯 keng1坑
kong1崆 kong3孔 kong4控 kou3口 kou4叩 ku1枯 ku3苦 ku4庫 kua3垮 kua4胯 kuai4快 kuan1寬 kuan3梡
kuang1匡 kuang2狂 kuang4況 kui1盔 kui2奎 kui4喟 kun1坤 kun3捆 kun4困 kuo4蛞 la1垃 la4辣 lai2來
lai4睞 lan2婪 lan3懶 lan4濫 lang2狼 lang3朗 lang4浪 lao1撈 lao2牢 lao3老 lao4酪 le4叻 lei2雷 lei3耒
lei4淚 leng2楞 leng3冷 leng4愣 li2狸 li3李 li4力 lian2帘 lian3斂 lian4楝 liang2良 liang3兩 liang4亮
liao2聊 liao4料 lie4列 lin1拎 lin2林 lin3凜 lin4吝 ling2伶 ling3領 ling4另 liu2流 liu3柳 liu4霤
long2龍 long3壟 lou2婁 lou3簍 lou4陋 lu1嚕 lu2盧 lu3鹵 lu4鹿 luan2孿 luan3卵 luan4亂 lun2侖 luo2螺
luo3裸 luo4洛 lü2閭 lü3呂 lü4律 lüe4掠 ma1媽 ma2麻 ma3馬 ma4罵 mai2霾 mai3買 mai4麥 man2饅 man3屘
man4曼 mang2忙 mang3莽 mao2毛 mao3卯 mao4耄 mei2枚 mei3每 mei4妹 men2門 men4燜 meng2虻 meng3猛
meng4孟 mi1咪 mi2迷 mi3米 mi4汨 mian2眠 mian3免 mian4面 miao2苗 miao3杪 miao4妙 mie1咩 mie4滅 min2民
min3皿 ming2名 ming3酩 ming4命 miu4謬 mo1摸 mo2摹 mo4末 mou2眸 mou3某 mu3母 mu4木 na2拿 na4納 nai3乃
nai4奈 nan2男 nan3赧 nang3曩 nao2呶 nao3惱 nao4鬧 ne4訥 nei3餒 nen4嫩 ni1妮 ni2尼 ni3你 ni4逆 nian1拈
nian2年 nian3涊 nian4廿 niang2娘 niao3裊 nie1捏 nie4涅 nin2您 ning2凝 ning4佞 niu1妞 niu2牛 niu3忸
nong2農 nou4耨 nu2奴 nu3努 nu4怒 nuan3暖 nuo2挪 nuo4諾 nüe4虐 o1噢 ou1歐 ou3偶 pa1趴 pa2杷 pa4帕
pai1拍 pai2俳 pai4派 pan1潘 pan2槃 pan4判 pang1乓 pang2徬 pao1拋 pao2咆 pao4皰 pei1呸 pei2培 pei4沛
pen2盆 peng1抨 peng2朋 peng3捧 peng4碰 pi1丕 pi2皮 pi3匹 pi4屁 pian1偏 pian2胼 pian4騙 piao1剽
piao2瓢 piao3瞟 pie1瞥 pin1姘 pin2貧 pin3品 pin4牝 ping1乒 ping2平 po1坡 po2婆 po3叵 po4珀 pou1剖
pou2裒 pu1扑 pu2匍 pu3圃 qi1七 qi2岐 qi3乞 qi4汽 qia4恰 qian1千 qian2前 qian3遣 qian4欠 qiang1戕
qiang2檣 qiang3繈 qiao1敲 qiao2僑 qiao3巧 qiao4峭 qie4妾 qin1侵 qin2芹 qin3寢 qin4沁 qing1青
qing2情 qing3頃 qing4慶 qiong2穹 qiu1丘 qiu2囚 qu1屈 qu2劬 qu3取 qu4去 quan2全 quan3犬 quan4勸
que1缺 que2瘸 que4卻 qun2群 ran2然 ran3冉 rang2瓤 rang3壤 rang4讓 rao2饒 rao3擾 rao4繞 re3惹 re4熱
ren2人 ren3忍 ren4刃 reng1扔 reng2仍 ri4日 rong2戎 rong3冗 rou2柔 rou4肉 ru2如 ru3汝 ru4入 ruan3阮
rui3蕊 rui4瑞 run4閏 ruo4弱 sa4卅 sai1腮 sai4賽 san1三 san3傘 sang1桑 sang3嗓 sao1搔 sao3嫂 se4嗇
sen1森 seng1僧 sha1砂 sha3傻 sha4霎 shai1篩 shai4晒 shan1山 shan3閃 shan4汕 shang1商 shang3晌
shang4尚 shao1燒 shao2勺 shao4邵 she1奢 she2舌 she4社 shen1申 shen2神 shen3哂 shen4脤 sheng1升
sheng2繩 sheng4剩 shi1尸 shi2十 shi3史 shi4士 shou1收 shou3手 shou4受 shu1抒 shu2孰 shu3暑 shu4戍
shua3耍 shuai1摔 shuai3甩 shuai4帥 shuan1拴 shuan4涮 shuang1霜 shuang3爽 shui3水 shui4稅 shun3吮
shun4舜 shuo4妁 si1司 si3死 si4巳 song1松 song3悚 song4宋 sou1搜 sou3叟 sou4嗽 su1甦 su2俗 su4夙
suan1痠 suan4算 sui1睢 sui2綏 sui3髓 sui4祟 sun1飧 sun3筍 suo1唆 suo3所 ta1他 ta3塔 ta4榻 tai1胎
tai2抬 tai4太 tan1坍 tan2痰 tan3坦 tan4炭 tang2唐 tang3躺 tang4燙 tao1掏 tao2洮 tao3討 tao4套 te4特
teng2疼 ti1剔 ti2啼 ti4剃 tian1天 tian2田 tian3忝 tiao1佻 tiao2迢 tiao4眺 tie1貼 tie3鐵 tie4餮
ting1汀 ting2廷 ting3挺 tong2彤 tong3桶 tong4痛 tou1偷 tou2投 tou4透 tu1凸 tu2徒 tu3土 tu4兔 tuan1湍
tuan2團 tui1推 tui2頹 tui3腿 tui4退 tun1吞 tun2豚 tuo1托 tuo2佗 tuo3妥 tuo4柝 wa1挖 wa2娃 wa4襪
wai1歪 wai4外 wan1剜 wan2丸 wan3挽 wan4腕 wang1汪 wang3往 wang4妄 wei1危 wei2韋 wei3洧 wei4未 wen1塭
wen2文 wen3刎 wen4問 weng1翁 weng3蓊 weng4甕 wo1萵 wo3我 wo4沃 wu1圬 wu2毋 wu3五 wu4勿 xi1夕 xi2席
xi3徙 xi4細 xia1煆 xia2匣 xia4下 xian1仙 xian2弦 xian3蜆 xian4限 xiang1香 xiang2庠 xiang3享
xiang4向 xiao1宵 xiao2崤 xiao3小 xiao4孝 xie1楔 xie2協 xie4卸 xin1心 xin4釁 xing1星 xing2刑 xing3醒
xing4杏 xiong1凶 xiong2雄 xiu1咻 xiu3朽 xiu4秀 xu0蓿 xu1胥 xu2徐 xu3栩 xu4旭 xuan1宣 xuan2玄 xuan3晅
xuan4炫 xue1靴 xue2穴 xue3雪 xun1勛 xun2旬 xun4汛 ya1丫 ya2牙 ya4訝 yan1胭 yan2妍 yan3兗 yan4彥
yang1央 yang2佯 yang3氧 yang4怏 yao1夭 yao2爻 yao3杳 yao4曜 ye1暍 ye2爺 ye3也 ye4曳 yi1一 yi2圯 yi3乙
yi4弋 yin1因 yin2吟 yin3尹 yin4印 ying1英 ying2迎 ying3郢 ying4映 yo1唷 yong1邕 yong3永 yong4用
you1攸 you2尤 you3友 you4又 yu1迂 yu2于 yu3宇 yu4玉 yuan1冤 yuan2元 yuan4怨 yue1曰 yue4月 yun1氳
yun2云 yun3允 yun4孕 za1匝 za2砸 zai1災 zai3宰 zai4再 zan1簪 zan4暫 zang1臧 zang4葬 zao1遭 zao2鑿
zao3早 zao4灶 ze2則 ze4仄 zei2賊 zen3怎 zeng1增 zeng4贈 zha1渣 zha2札 zha3眨 zha4乍 zhai1摘 zhai2宅
zhai3窄 zhai4債 zhan1沾 zhan3展 zhan4站 zhang1張 zhang3掌 zhang4丈 zhao1招 zhao3找 zhao4兆 zhe1遮
zhe2哲 zhe3者 zhe4浙 zhen1珍 zhen3枕 zhen4圳 zheng1征 zheng3拯 zheng4政 zhi1之 zhi2直 zhi3止 zhi4至
zhong1忠 zhong3冢 zhong4仲 zhou1州 zhou2妯 zhou3肘 zhou4咒 zhu1侏 zhu2竹 zhu3主 zhu4住 zhua1抓
zhuan1專 zhuan4僎 zhuang1妝 zhuang4壯 zhui1錐 zhui4惴 zhun1諄 zhun3准 zhuo1拙 zhuo2灼 zi1孜 zi3子
zi4字 zong1宗 zong3傯 zong4粽 zou1陬 zou3走 zou4奏 zu1租 zu2足 zu3阻 zuan3纂 zui3嘴 zui4最 zun1尊
zun3撙 zuo2昨 zuo3左 zuo4坐
`;

export const homophones: ReadonlyMap<string, string> = new Map(
  table
    .trim()
    .split(/\s+/u)
    .map((entry) => [entry.slice(0, -1), entry.slice(-1)]),
);
