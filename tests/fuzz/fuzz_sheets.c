/* Any bytes as one sheet of a small case that is right otherwise: what is
 * refused has a diagnostic, what is read can be checked. */
#include "io/sheets.h"

#include "models/scenario_check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define SHEET(name, text) {name, text, sizeof text - 1}
static const struct memory_sheet base[] = {
	SHEET("设置.csv",
		"项目,内容\n起始时间,2026-12-01 08:00\n时区,+08:00\n时段数,3\n"
		"库存时间,2026-11-30 20:00\n"),
	SHEET("人群.csv", "编号,名称,上门\ngeneral,普通居民,否\nalone,独居老人,是\n"),
	SHEET("物资.csv", "编号,名称,单位,包装\nwater,饮用水,升,箱=12\nrice,大米,公斤,袋=10\n"),
	SHEET("地点.csv",
		"编号,名称,上级,类型,人口,独居老人\nfx,复兴区,,区,,\nc1,桃园社区,fx,社区,400,12\n"
		"d,区库,fx,储备库,,\n"),
	SHEET("储备主体.csv",
		"编号,名称,类型,所在地点,可调用比例,备货时限,可调用范围,协议编号\n"
		"gov,中心,政府,区库,100%,2小时,区,\nmkt,超市,超市,c1,60%,3小时,不限,A-17\n"),
	SHEET("库存.csv", "储备主体,物资,数量,单位\n中心,饮用水,100,箱\n"),
	SHEET("线路.csv", "起点,终点,运输时长\n区库,c1,90分钟\n"),
	SHEET("需求.csv", "物资,每人每天\n饮用水,3\n"),
	SHEET("人口.csv", "地点,人群,人数\n"),
	SHEET("替代.csv", "物资,替代物资\n"),
	SHEET("优先级.csv", "物资,人群,优先级\n"),
	SHEET("在途.csv", "编号,物资,数量,到达地点,到达时间\n"),
	SHEET("储备要求.csv", "编号,物资\n"),
	SHEET("数据来源.csv", "文件\n"),
};
enum { NBASE = sizeof base / sizeof *base };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct check_options options = {false, true, false};
	struct memory_sheet sheets[NBASE];
	static FILE *nowhere;
	struct scenario s;
	struct diags d;
	char *bytes;
	int at;

	if (!nowhere)
		nowhere = fopen("/dev/null", "w");
	if (size == 0 || !nowhere)
		return 0;
	at = data[0] % NBASE;
	bytes = malloc(size);
	if (!bytes)
		return 0;
	memcpy(bytes, data + 1, size - 1);
	memcpy(sheets, base, sizeof base);
	sheets[at].bytes = bytes;
	sheets[at].n = size - 1;
	scenario_init(&s);
	diags_init(&d);
	if (scenario_read_memory(&s, sheets, NBASE, &d) != (d.nerrors == 0))
		abort();
	if (d.nerrors == 0)
		scenario_check(&s, &options, &d);
	diags_print(&d, nowhere);
	scenario_release(&s);
	diags_release(&d);
	free(bytes);
	return 0;
}
