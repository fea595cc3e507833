/* The template of a flood 洪涝: villages move to shelters, a bridge and a low
 * road are closed for a time, boats carry little. All of it is made up. */
#include "io/init_templates.h"

const struct template_file TEMPLATE_FLOOD_ZH[] = {
	{"设置.csv",
		"项目,内容,说明\n"
		"标题,示例：临河县洪涝转移安置三天,全部为虚构的示例数据；填入真实数据后请改\n"
		"单位,临河县防汛抗旱指挥部物资组（示例）,签发调拨单的单位\n"
		"数据质量,示例,登记 / 估算 / 示例；真实数据写：登记\n"
		"币种,CNY,\n"
		"时区,+08:00,\n"
		"起始时间,2026-07-20 08:00,\n"
		"时段,6小时,\n"
		"时段数,12,\n"
		"库存时间,2026-07-19 18:00,\n"
		"过期未盘点期限,30天,\n"
		"公平规则,最低满足率优先,\n"
		"属地优先比例,20%,\n"
		"默认优先级,2,\n"},
	{"人群.csv",
		"编号,名称,上门,每次上门分钟\n"
		"general,转移群众,否,\n"
		"infants,婴幼儿,否,\n"
		"rescuers,抢险人员,否,\n"},
	{"物资.csv",
		"名称,规格,单位,单位重量(公斤),保质期,价值(元),包装,发放单位\n"
		"饮用水,500 毫升×24 瓶/箱,升,1,2年,2.00,箱=12,箱\n"
		"方便食品,12 份/箱,份,0.15,9个月,6.00,箱=12,箱\n"
		"毛毯,1.5×2 米,条,1.6,,85,包=10,\n"
		"帐篷,12 平方米,顶,45,,1200,,\n"
		"救生衣,成人,件,0.8,,90,,\n"},
	{"优先级.csv",
		"物资,人群,优先级\n"
		"救生衣,,1\n"
		",抢险人员,1\n"
		",婴幼儿,1\n"},
	{"地点.csv",
		"名称,类型,上级,经度,纬度,联系人,电话,地址\n"
		"临河县,县,,,,,,\n"
		"河口镇,镇,临河县,,,,,\n"
		"下湾村,村,河口镇,113.9010,33.1020,村委会,0000-0000101,\n"
		"柳堤村,村,河口镇,113.9230,33.0950,村委会,0000-0000102,\n"
		"镇中学安置点,安置点,河口镇,113.9400,33.1200,安置点负责人,0000-0000103,镇中学操场\n"
		"粮站安置点,安置点,河口镇,113.9550,33.1100,安置点负责人,0000-0000104,老粮站院内\n"
		"县防汛仓库,储备库,临河县,114.0200,33.1500,库管,0000-0000111,东环路 9 号\n"
		"县城商贸库房,站点,临河县,114.0100,33.1600,仓管,0000-0000112,建设路 60 号\n"},
	{"人口.csv",
		"地点,人群,人数,户数,时段\n"
		"下湾村,转移群众,600,190,1..2\n"
		"下湾村,转移群众,220,70,3..12\n"
		"柳堤村,转移群众,420,140,1..3\n"
		"柳堤村,转移群众,160,55,4..12\n"
		"镇中学安置点,转移群众,380,120,3..12\n"
		"镇中学安置点,婴幼儿,22,22,3..12\n"
		"粮站安置点,转移群众,260,85,4..12\n"
		"粮站安置点,婴幼儿,14,14,4..12\n"
		"下湾村,抢险人员,60,,1..12\n"},
	{"储备主体.csv",
		"名称,类型,所在地点,联系人,电话,地址,物资,自留底线,可调用比例,备货时限,可调用范围,"
		"协议编号,协议起始,协议截止\n"
		"县防汛物资储备中心,政府,县防汛仓库,调度台,0000-0000111,东环路 9 号,,,100%,1小时,县,,,\n"
		"县防汛物资储备中心,,,,,,救生衣,40,100%,1小时,县,,,\n"
		"临河商贸公司,企业,县城商贸库房,业务部,0000-0000112,建设路 60 号,,10%,80%,3小时,县,"
		"临防协〔2026〕6号,2026-05-01,2026-10-31\n"
		"临河县慈善会,社会组织,县防汛仓库,值班室,0000-0000121,东环路 9 号,,,100%,2小时,县,"
		"临慈〔2026〕2号,2026-06-01,2026-12-31\n"},
	{"库存.csv",
		"储备主体,物资,数量,单位,批号,到期日,权属,模式,协议\n"
		"县防汛物资储备中心,饮用水,260,箱,W-0601,2028-05-31,政府,实物,\n"
		"县防汛物资储备中心,毛毯,60,包,,,政府,实物,\n"
		"县防汛物资储备中心,帐篷,70,顶,,,政府,实物,\n"
		"县防汛物资储备中心,救生衣,180,件,,,政府,实物,\n"
		"临河商贸公司,饮用水,500,箱,W-0615,2028-06-14,自有,协议,临防协〔2026〕6号\n"
		"临河商贸公司,方便食品,420,箱,F-0620,2027-03-19,自有,协议,临防协〔2026〕6号\n"
		"临河县慈善会,毛毯,12,包,,,自有,协议,临慈〔2026〕2号\n"},
	{"在途.csv",
		"编号,物资,数量,单位,到达地点,到达时间,储备主体,捐赠方,到期日,可调用范围\n"
		"ZT-001,方便食品,150,箱,县防汛仓库,2026-07-21 06:00,,示例爱心企业,2027-01-31,县\n"},
	{"线路.csv",
		"类别,起点,终点,途经,运输时长,运费(元/公斤),运力(公斤),关闭时段,方式,名称,地点\n"
		"路段,,,,,,,2..7,,沙河桥,\n"
		"路段,,,,,,,1..9,,堤脚公路,\n"
		"线路,县防汛仓库,镇中学安置点,,1小时,0.05,,,货车,,\n"
		"线路,县防汛仓库,粮站安置点,沙河桥,1小时,0.05,,,货车,,\n"
		"线路,县城商贸库房,镇中学安置点,,1小时,0.06,,,货车,,\n"
		"线路,县城商贸库房,粮站安置点,沙河桥,1小时,0.06,,,货车,,\n"
		"线路,县防汛仓库,柳堤村,堤脚公路,90分钟,0.06,,,货车,,\n"
		"线路,镇中学安置点,粮站安置点,,2小时,0.30,2500,,冲锋舟,,\n"
		"线路,镇中学安置点,下湾村,,2小时,0.40,1800,,冲锋舟,,\n"
		"线路,镇中学安置点,柳堤村,,3小时,0.40,1800,,冲锋舟,,\n"
		"车辆,,,,,,12500,,,,临河县\n"},
	{"需求.csv",
		"类别,地点,物资,人群,数量,单位,每人每天,时段,未满足处理,等待时段数,依据\n"
		",,饮用水,,,升,3,,,,Sphere 2018 饮用水 2.5-3 升/人·天\n"
		",,方便食品,,,份,3,,,,示例：每人每天三份\n"
		",镇中学安置点,帐篷,转移群众,40,顶,,3..6,等待,4,示例：10 人一顶\n"
		",粮站安置点,帐篷,转移群众,28,顶,,4..8,等待,4,示例：10 人一顶\n"
		",镇中学安置点,毛毯,转移群众,380,条,,3..6,等待,6,示例：每人一条\n"
		",粮站安置点,毛毯,转移群众,260,条,,4..8,等待,4,示例：每人一条\n"
		",下湾村,救生衣,抢险人员,60,件,,1..3,等待,2,示例：每人一件\n"
		",柳堤村,救生衣,转移群众,50,件,,1..4,等待,2,示例：转移用\n"
		"期末结存,县防汛仓库,救生衣,,20,件,,,,,示例：县仓库留底\n"},
	{"说明.txt",
		"社仓示例：洪涝转移安置三天\n"
		"\n"
		"本文件夹中的地点、单位、电话和数量全部是虚构的示例数据，不得用于实际调度。\n"
		"\n"
		"先试一下：\n"
		"  shecang check 本文件夹      检查全部表格\n"
		"  shecang plan 本文件夹       作出计划\n"
		"\n"
		"本例的特点：群众分批转移到安置点（“人口”表按时段写人数）；沙河桥和堤脚公路在一些时段\n"
		"中断（“线路”表中类别为“路段”的行，途经它的线路同时中断）；冲锋舟运力很小；在途和捐赠\n"
		"物资写在“在途”表。\n"
		"\n"
		"换成自己的数据：用电子表格软件改写各表（保留第一行表头），另存为“CSV UTF-8”；若只能\n"
		"存成普通 CSV（GBK），在“设置”表加一行：编码,GB18030。不要写合计行；数字用半角，不带\n"
		"千分位。真实数据请把“设置”中的数据质量改为：登记。各表的每一列见手册 docs/sheets.md。\n"},
	{NULL, NULL},
};

const struct template_file TEMPLATE_FLOOD_EN[] = {
	{"settings.csv",
		"key,value,note\n"
		"title,Example: three days of flood in Riverside County,all of it is made-up example data\n"
		"office,Supplies team of the Riverside flood control office (example),who issues the orders\n"
		"quality,synthetic,recorded / estimated / synthetic; write recorded for real data\n"
		"currency,CNY,\n"
		"time-zone,+08:00,\n"
		"start,2026-07-20 08:00,\n"
		"period,6 hours,\n"
		"count,12,\n"
		"stock-as-of,2026-07-19 18:00,\n"
		"stale-after,30 days,\n"
		"fairness,leximin,\n"
		"autonomy,20%,\n"
		"default-tier,2,\n"},
	{"groups.csv",
		"id,name,door,visit-minutes\n"
		"general,Evacuees,no,\n"
		"infants,Infants,no,\n"
		"rescuers,Rescuers,no,\n"},
	{"items.csv",
		"name,spec,unit,mass (kg),shelf-life,value (CNY),packs,issue-by\n"
		"Drinking water,24 x 500 mL a carton,litre,1,2 years,2.00,carton=12,carton\n"
		"Ready meals,12 a carton,piece,0.15,9 months,6.00,carton=12,carton\n"
		"Blankets,1.5 x 2 m,piece,1.6,,85,bale=10,\n"
		"Tents,12 square metres,piece,45,,1200,,\n"
		"Life vests,adult,piece,0.8,,90,,\n"},
	{"tiers.csv",
		"item,group,tier\n"
		"Life vests,,1\n"
		",Rescuers,1\n"
		",Infants,1\n"},
	{"places.csv",
		"name,kind,in,lon,lat,contact,phone,address\n"
		"Riverside County,county,,,,,,\n"
		"Estuary Town,town,Riverside County,,,,,\n"
		"Lower Bend,village,Estuary Town,113.9010,33.1020,Village office,0000-0000101,\n"
		"Willow Dyke,village,Estuary Town,113.9230,33.0950,Village office,0000-0000102,\n"
		"School shelter,shelter,Estuary Town,113.9400,33.1200,Shelter lead,0000-0000103,"
		"School yard\n"
		"Granary shelter,shelter,Estuary Town,113.9550,33.1100,Shelter lead,0000-0000104,"
		"Old granary\n"
		"County flood depot,depot,Riverside County,114.0200,33.1500,Storekeeper,0000-0000111,"
		"9 East Ring Road\n"
		"Trading warehouse,site,Riverside County,114.0100,33.1600,Storekeeper,0000-0000112,"
		"60 Construction Road\n"},
	{"people.csv",
		"place,group,people,households,periods\n"
		"Lower Bend,Evacuees,600,190,1..2\n"
		"Lower Bend,Evacuees,220,70,3..12\n"
		"Willow Dyke,Evacuees,420,140,1..3\n"
		"Willow Dyke,Evacuees,160,55,4..12\n"
		"School shelter,Evacuees,380,120,3..12\n"
		"School shelter,Infants,22,22,3..12\n"
		"Granary shelter,Evacuees,260,85,4..12\n"
		"Granary shelter,Infants,14,14,4..12\n"
		"Lower Bend,Rescuers,60,,1..12\n"},
	{"holders.csv",
		"name,kind,place,contact,phone,address,item,hold-back,release,notice,reach,agreement,"
		"agreement-from,agreement-to\n"
		"County flood reserve centre,government,County flood depot,Dispatch desk,0000-0000111,"
		"9 East Ring Road,,,100%,1 hour,county,,,\n"
		"County flood reserve centre,,,,,,Life vests,40,100%,1 hour,county,,,\n"
		"Riverside Trading,enterprise,Trading warehouse,Sales office,0000-0000112,"
		"60 Construction Road,,10%,80%,3 hours,county,RF-2026-6,2026-05-01,2026-10-31\n"
		"Riverside Charity,charity,County flood depot,Duty room,0000-0000121,9 East Ring Road,,,"
		"100%,2 hours,county,RC-2026-2,2026-06-01,2026-12-31\n"},
	{"stock.csv",
		"holder,item,quantity,unit,lot,expires,owner,mode,agreement\n"
		"County flood reserve centre,Drinking water,260,carton,W-0601,2028-05-31,government,"
		"physical,\n"
		"County flood reserve centre,Blankets,60,bale,,,government,physical,\n"
		"County flood reserve centre,Tents,70,piece,,,government,physical,\n"
		"County flood reserve centre,Life vests,180,piece,,,government,physical,\n"
		"Riverside Trading,Drinking water,500,carton,W-0615,2028-06-14,own,agreement,RF-2026-6\n"
		"Riverside Trading,Ready meals,420,carton,F-0620,2027-03-19,own,agreement,RF-2026-6\n"
		"Riverside Charity,Blankets,12,bale,,,own,agreement,RC-2026-2\n"},
	{"transit.csv",
		"id,item,quantity,unit,to,arrives,holder,donor,expires,reach\n"
		"ZT-001,Ready meals,150,carton,County flood depot,2026-07-21 06:00,,Example donor,"
		"2027-01-31,county\n"},
	{"roads.csv",
		"kind,from,to,via,lead,cost (CNY/kg),capacity (kg),closed,mode,name,place\n"
		"segment,,,,,,,2..7,,Sand River Bridge,\n"
		"segment,,,,,,,1..9,,Dyke Road,\n"
		"route,County flood depot,School shelter,,1 hour,0.05,,,truck,,\n"
		"route,County flood depot,Granary shelter,Sand River Bridge,1 hour,0.05,,,truck,,\n"
		"route,Trading warehouse,School shelter,,1 hour,0.06,,,truck,,\n"
		"route,Trading warehouse,Granary shelter,Sand River Bridge,1 hour,0.06,,,truck,,\n"
		"route,County flood depot,Willow Dyke,Dyke Road,90 minutes,0.06,,,truck,,\n"
		"route,School shelter,Granary shelter,,2 hours,0.30,2500,,boat,,\n"
		"route,School shelter,Lower Bend,,2 hours,0.40,1800,,boat,,\n"
		"route,School shelter,Willow Dyke,,3 hours,0.40,1800,,boat,,\n"
		"vehicles,,,,,,12500,,,,Riverside County\n"},
	{"needs.csv",
		"kind,place,item,group,quantity,unit,per-person,periods,unmet,waits,basis\n"
		",,Drinking water,,,litre,3,,,,Sphere 2018: 2.5 to 3 L of drinking water a person a day\n"
		",,Ready meals,,,piece,3,,,,example: three a person a day\n"
		",School shelter,Tents,Evacuees,40,piece,,3..6,waits,4,example: one for 10 persons\n"
		",Granary shelter,Tents,Evacuees,28,piece,,4..8,waits,4,example: one for 10 persons\n"
		",School shelter,Blankets,Evacuees,380,piece,,3..6,waits,6,example: one a person\n"
		",Granary shelter,Blankets,Evacuees,260,piece,,4..8,waits,4,example: one a person\n"
		",Lower Bend,Life vests,Rescuers,60,piece,,1..3,waits,2,example: one a person\n"
		",Willow Dyke,Life vests,Evacuees,50,piece,,1..4,waits,2,example: for the evacuation\n"
		"end-stock,County flood depot,Life vests,,20,piece,,,,,example: kept at the depot\n"},
	{"README.txt",
		"Shecang example: three days of flood\n"
		"\n"
		"All places, organisations, telephone numbers and amounts in this folder are made up.\n"
		"They must not be used for a real dispatch.\n"
		"\n"
		"Try it:\n"
		"  shecang check THIS_FOLDER    checks all sheets\n"
		"  shecang plan THIS_FOLDER     makes the plan\n"
		"\n"
		"What this case shows: people move to shelters in groups (sheet people, by period); a\n"
		"bridge and a low road are closed for some periods (rows of kind segment in roads: every\n"
		"route via it is closed with it); boats carry little; goods under way and donations stand\n"
		"in the sheet transit.\n"
		"\n"
		"Your own data: rewrite the sheets in a spreadsheet program (keep the first row) and save\n"
		"as \"CSV UTF-8\". No rows of totals; plain digits without thousands separators. For real\n"
		"data change the quality in the settings to: recorded. docs/sheets.md explains every\n"
		"column.\n"},
	{NULL, NULL},
};
