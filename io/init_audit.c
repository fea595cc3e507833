/* The template of an audit 审计: the ledgers of who holds what under which
 * promise, and what the stock is meant to cover; nothing moves. All of it is
 * made up. */
#include "io/init_templates.h"

const struct template_file TEMPLATE_AUDIT_ZH[] = {
	{"设置.csv",
		"项目,内容,说明\n"
		"标题,示例：临江区应急储备审计,全部为虚构的示例数据；填入真实数据后请改\n"
		"单位,临江区审计组（示例）,\n"
		"数据质量,示例,登记 / 估算 / 示例；真实数据写：登记\n"
		"币种,CNY,\n"
		"时区,+08:00,\n"
		"当前时间,2026-06-30 00:00,审计基准时点；不写计划期即只审计\n"
		"库存时间,2026-06-29 17:00,库存表没有写申报时间的行以此为准\n"
		"过期未盘点期限,90天,\n"
		"默认优先级,2,\n"},
	{"物资.csv",
		"名称,规格,类别,单位,单位重量(公斤),保质期,价值(元),包装\n"
		"饮用水,500 毫升×24 瓶/箱,饮用水,升,1,2年,2.00,箱=12\n"
		"大米,10 公斤/袋,粮食,公斤,1,12个月,5.60,袋=10\n"
		"棉被,2×1.5 米,防寒,条,2.5,,120,包=5\n"},
	{"地点.csv",
		"名称,类型,上级,地址,人口,户数\n"
		"临江区,区,,,,\n"
		"江北街道,街道,临江区,,,\n"
		"码头社区,社区,江北街道,,1800,600\n"
		"棉纺社区,社区,江北街道,,1300,430\n"
		"区储备库,储备库,临江区,仓库路 2 号,,\n"},
	{"储备主体.csv",
		"名称,类型,所在地点,联系人,电话,物资,自留底线,可调用比例,备货时限,可调用范围,"
		"协议编号,协议起始,协议截止,承诺数量,单位,协议单价(元),覆盖人数,覆盖户数\n"
		"区应急物资储备中心,政府,区储备库,库管,0000-0000201,,,100%,2小时,区,,,,,,,,\n"
		"江北粮油公司,企业,区储备库,业务部,0000-0000202,,,100%,6小时,区,临协〔2025〕8号,"
		"2025-07-01,2026-06-30,,,,,\n"
		"江北粮油公司,,,,,大米,,,,,临协〔2025〕8号,,,300,袋,5.10,,\n"
		"江北粮油公司,,,,,饮用水,,,,,临协〔2025〕8号,,,500,箱,1.90,,\n"
		"码头社区居民家庭,家庭,码头社区,,,,,,,,,,,,,,800,260\n"},
	{"库存.csv",
		"储备主体,物资,数量,单位,批号,生产日期,到期日,状态,权属,模式,协议,申报时间,"
		"清点数量,清点时间,其后出库,出入库时间\n"
		"区应急物资储备中心,饮用水,900,箱,W-1,2025-03-10,,完好,政府,实物,,2026-06-01,"
		"880,2026-06-20 10:00,20,2026-06-25 09:30\n"
		"区应急物资储备中心,大米,260,袋,R-1,2025-12-01,,完好,政府,实物,,2026-06-01,"
		"260,2026-06-20 10:40,,\n"
		"区应急物资储备中心,棉被,120,包,,,,完好,政府,实物,,2026-06-01,118,"
		"2026-06-20 11:00,,\n"
		"江北粮油公司,大米,300,袋,R-7,2026-02-15,,完好,自有,协议,临协〔2025〕8号,"
		"2026-06-05,,,,\n"
		"江北粮油公司,饮用水,420,箱,W-9,2025-11-20,,完好,自有,协议,临协〔2025〕8号,"
		"2026-06-05,,,,\n"
		"码头社区居民家庭,饮用水,700,升,,,,完好,自有,实物,,2026-05-20,,,,\n"},
	{"线路.csv",
		"起点,终点,运输时长,方式\n"
		"区储备库,码头社区,1小时,货车\n"
		"区储备库,棉纺社区,1小时,货车\n"},
	{"需求.csv",
		"物资,单位,每人每天,依据\n"
		"饮用水,升,3,示例：核算保障天数用\n"
		"大米,公斤,0.35,示例：核算保障天数用\n"},
	{"储备要求.csv",
		"编号,条款,物资,层级,保障天数,家庭储备占比上限,内容\n"
		"N1,示例办法 第十二条,饮用水,区,3天,50%,区级饮用水储备应能保障常住人口三天\n"
		"N2,示例办法 第十三条,大米,区,3天,30%,区级口粮储备应能保障常住人口三天\n"},
	{"说明.txt",
		"社仓示例：应急储备审计台账\n"
		"\n"
		"本文件夹中的单位、电话和数量全部是虚构的示例数据，不得作为审计依据。\n"
		"\n"
		"先试一下：shecang audit 本文件夹\n"
		"\n"
		"填写要点：\n"
		"1. “储备主体”写谁在储、依据哪份协议、承诺了多少；同一主体的第二行起只写新增的协议或\n"
		"   承诺。\n"
		"2. “库存”写申报数、清点数和清点以后的出入库；申报与清点不一致时两个数都写，不要改。\n"
		"3. “储备要求”写标准的条款和内容；“需求”的每人每天用于核算保障天数。\n"
		"4. 不要写合计行；数字用半角。另存为“CSV UTF-8”，或在“设置”加一行：编码,GB18030。\n"
		"\n"
		"各表的每一列见手册 docs/sheets.md。\n"},
	{NULL, NULL},
};

const struct template_file TEMPLATE_AUDIT_EN[] = {
	{"settings.csv",
		"key,value,note\n"
		"title,Example: audit of the reserves of Riverbank District,all of it is made-up example data\n"
		"office,Audit team of Riverbank District (example),\n"
		"quality,synthetic,recorded / estimated / synthetic; write recorded for real data\n"
		"currency,CNY,\n"
		"time-zone,+08:00,\n"
		"as-of,2026-06-30 00:00,the time that is audited; without a horizon there is only an audit\n"
		"stock-as-of,2026-06-29 17:00,for stock rows without a date of their own\n"
		"stale-after,90 days,\n"
		"default-tier,2,\n"},
	{"items.csv",
		"name,spec,class,unit,mass (kg),shelf-life,value (CNY),packs\n"
		"Drinking water,24 x 500 mL a carton,water,litre,1,2 years,2.00,carton=12\n"
		"Rice,10 kg a bag,grain,kg,1,12 months,5.60,bag=10\n"
		"Quilts,2 x 1.5 m,warmth,piece,2.5,,120,bale=5\n"},
	{"places.csv",
		"name,kind,in,address,people,households\n"
		"Riverbank District,district,,,,\n"
		"North Bank,street,Riverbank District,,,\n"
		"Pier,community,North Bank,,1800,600\n"
		"Cotton Mill,community,North Bank,,1300,430\n"
		"District depot,depot,Riverbank District,2 Depot Road,,\n"},
	{"holders.csv",
		"name,kind,place,contact,phone,item,hold-back,release,notice,reach,agreement,"
		"agreement-from,agreement-to,promised,unit,price (CNY),covers-people,covers-households\n"
		"District reserve centre,government,District depot,Storekeeper,0000-0000201,,,100%,"
		"2 hours,district,,,,,,,,\n"
		"North Bank Grain and Oil,enterprise,District depot,Sales office,0000-0000202,,,100%,"
		"6 hours,district,RB-2025-8,2025-07-01,2026-06-30,,,,,\n"
		"North Bank Grain and Oil,,,,,Rice,,,,,RB-2025-8,,,300,bag,5.10,,\n"
		"North Bank Grain and Oil,,,,,Drinking water,,,,,RB-2025-8,,,500,carton,1.90,,\n"
		"Households of Pier,household,Pier,,,,,,,,,,,,,,800,260\n"},
	{"stock.csv",
		"holder,item,quantity,unit,lot,made,expires,status,owner,mode,agreement,declared-at,"
		"counted,counted-at,issued-since,moved-at\n"
		"District reserve centre,Drinking water,900,carton,W-1,2025-03-10,,good,government,"
		"physical,,2026-06-01,880,2026-06-20 10:00,20,2026-06-25 09:30\n"
		"District reserve centre,Rice,260,bag,R-1,2025-12-01,,good,government,physical,,"
		"2026-06-01,260,2026-06-20 10:40,,\n"
		"District reserve centre,Quilts,120,bale,,,,good,government,physical,,2026-06-01,118,"
		"2026-06-20 11:00,,\n"
		"North Bank Grain and Oil,Rice,300,bag,R-7,2026-02-15,,good,own,agreement,RB-2025-8,"
		"2026-06-05,,,,\n"
		"North Bank Grain and Oil,Drinking water,420,carton,W-9,2025-11-20,,good,own,agreement,"
		"RB-2025-8,2026-06-05,,,,\n"
		"Households of Pier,Drinking water,700,litre,,,,good,own,physical,,2026-05-20,,,,\n"},
	{"roads.csv",
		"from,to,lead,mode\n"
		"District depot,Pier,1 hour,truck\n"
		"District depot,Cotton Mill,1 hour,truck\n"},
	{"needs.csv",
		"item,unit,per-person,basis\n"
		"Drinking water,litre,3,example: to reckon the days covered\n"
		"Rice,kg,0.35,example: to reckon the days covered\n"},
	{"norms.csv",
		"id,clause,item,level,cover,household-share-max,text\n"
		"N1,Example rules art. 12,Drinking water,district,3 days,50%,"
		"drinking water for all residents for three days\n"
		"N2,Example rules art. 13,Rice,district,3 days,30%,grain for all residents for three days\n"},
	{"README.txt",
		"Shecang example: ledgers for an audit of reserves\n"
		"\n"
		"All organisations, telephone numbers and amounts in this folder are made up.\n"
		"\n"
		"Try it: shecang audit THIS_FOLDER\n"
		"\n"
		"How to fill in:\n"
		"1. holders: who keeps goods, under which agreement, and what was promised; further rows\n"
		"   of the same holder only add agreements or promises.\n"
		"2. stock: declared and counted amounts, and what moved after the count. Where they\n"
		"   differ, write both; change neither.\n"
		"3. norms: the clause and what it demands; needs: amounts a person and day, to reckon the\n"
		"   days covered.\n"
		"4. No rows of totals; plain digits. Save as \"CSV UTF-8\".\n"
		"\n"
		"docs/sheets.md explains every column.\n"},
	{NULL, NULL},
};
