package load

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"gongshi/generator/catalog"
	"gongshi/generator/diag"
)

// Keys are English words. Those who write Chinese write the word that they see on the
// pages and in their tables: it is told which key is meant, as far as the table has one.

// keyWords are the words for keys, beside those of the fields of risk points and controls.
var keyWords = map[string][]string{
	"name": {"名称", "岗位名称", "单位名称", "部门名称", "职权名称", "环节名称", "方案名称", "全称", "岗位", "单位"}, "title": {"标题", "风险点", "风险点名称", "站点名称", "网站名称", "制度名称"},
	"id": {"编号", "标识"}, "kind": {"类型", "类别", "性质", "单位类型", "岗位类型"}, "type": {"类型", "类别", "职权类型"}, "number": {"编号", "文号"},
	"short": {"简称"}, "scheme": {"方案", "定级方案"}, "index_number": {"索引号"}, "summary": {"内容概述", "概述", "摘要"}, "description": {"说明"},
	"department": {"部门", "科室", "所属部门", "所在部门"}, "level": {"层级", "岗位层级", "级别", "预警级别", "响应级别"}, "holders": {"人数", "在岗人数", "编制", "任职人数"},
	"duties": {"职责", "岗位职责", "部门职责"}, "manages": {"分管", "分管部门"}, "parent": {"上级", "上级部门"}, "leader": {"负责人", "负责岗位"},
	"power": {"职权", "权力"}, "step": {"环节", "流程", "运行流程"}, "risk": {"风险点", "风险"}, "position": {"岗位"}, "conditions": {"条件"},
	"by": {"办理", "办理人", "办理岗位", "审核人"}, "next": {"下一环节", "下一步"}, "risks": {"风险点", "风险点数"}, "limit": {"时限", "期限", "办理时限"},
	"stage": {"阶段", "防线", "环节", "审核环节"}, "text": {"措施", "内容", "措施内容", "防控措施"}, "control": {"防控措施", "措施"},
	"supervision": {"监督", "监督举报", "监督渠道", "举报"}, "contact": {"联系", "联系方式"}, "declared": {"自报", "自报数"}, "publication": {"公示", "公开"}, "approval": {"审核", "审批"},
	"assessment": {"考核", "评估"}, "milestone": {"节点", "工作节点"}, "warning": {"预警"}, "resource": {"资源"}, "target": {"目标", "指标"}, "response": {"响应"}, "removed": {"移除"},
	"body": {"受理机构", "受理部门"}, "office": {"科室", "办公室", "负责科室"}, "phone": {"电话", "举报电话", "联系电话"}, "mailbox": {"信箱", "举报信箱"}, "email": {"邮箱", "电子邮箱"},
	"address": {"地址"}, "hours": {"时间", "受理时间", "工作时间"}, "positions": {"岗位", "岗位数"}, "kinds": {"种数"}, "classes": {"类数"},
	"status": {"状态"}, "made_on": {"生成日期"}, "approved_on": {"审定日期", "审核日期"}, "notice_from": {"公示开始", "公示起"}, "notice_until": {"公示结束", "公示止"},
	"published_on": {"公开日期", "发布日期"}, "updated_on": {"更新日期"}, "withdrawn_on": {"撤下日期"}, "reason": {"理由", "原因"},
	"on": {"日期"}, "result": {"结果"}, "opinion": {"意见"}, "period": {"期间", "考核期"}, "object": {"对象"}, "method": {"方法"}, "findings": {"问题", "发现的问题"}, "corrections": {"整改"},
	"from": {"开始", "起"}, "to": {"结束", "止"}, "done": {"完成", "完成日期"}, "responsible": {"责任", "责任人"}, "issued": {"发出日期"}, "reply_due": {"回复期限"}, "replied": {"回复日期"}, "outcome": {"处理结果"},
	"required": {"应有"}, "actual": {"实有", "实际"}, "place": {"地点"}, "as_of": {"截至"}, "trigger": {"启动条件"}, "release": {"解除条件"}, "measures": {"措施"},
	"language": {"语言"}, "base_url": {"网址"}, "theme": {"主题"}, "footer": {"页脚"}, "organiser": {"主办单位"}, "undertaker": {"承办单位"}, "site_id_code": {"网站标识码"}, "icp": {"备案号"}, "police": {"公安备案号"},
	"rule": {"规则", "规则名", "制度"}, "issuer": {"制定机关", "发布机关"}, "date": {"日期", "发布日期"}, "url": {"网址"},
	"label": {"名称"}, "aliases": {"别名"}, "symbol": {"符号"}, "colour": {"颜色"}, "meaning": {"含义"}, "off": {"放假日"}, "work": {"上班日"},
}

// means reports whether a word stands for a key.
func means(word, key string) bool {
	word = catalog.FoldTerm(word)
	same := func(w string) bool { return catalog.FoldTerm(w) == word }
	for _, l := range slices.Concat(riskLabels, controlLabels) {
		if string(l.field) == key && slices.ContainsFunc(l.words, same) {
			return true
		}
	}
	return slices.ContainsFunc(keyWords[key], same)
}

func hasHan(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

// keyHint tells which key of the table an unknown one stands for.
func (t *table) keyHint(key string) diag.Text {
	if !hasHan(key) {
		return diag.Nearest(key, t.known)
	}
	for _, k := range t.known {
		if means(key, k) {
			return diag.Textf("键名用英文：%s写成 %s", "keys are English: write %[2]s for %[1]s", key, k)
		}
	}
	known := diag.Nearest(key, t.known)
	return diag.Text{Zh: "键名用英文。" + known.Zh, En: "keys are English; " + known.En}
}

// putQuotes are the places at which quotes were put into a text.
type putQuotes []struct{ line, col int }

// mostQuotes is how many are put into one text, each time that it is read anew.
const mostQuotes = 100

// written is the column without them.
func (q putQuotes) written(line, col int) int {
	n := 0
	for _, p := range q {
		if p.line == line && p.col < col {
			n++
		}
	}
	return col - n
}

// unquotedKey is what is left of a key in Han where the decoder stopped in it.
var unquotedKey = regexp.MustCompile(`^[\pL\pN_-]+`)

// quoteKey puts quotes around the key, or the table's name, of the text in which the
// decoder stopped at a character of Han. Which key is meant is told once the table is
// read, which knows its keys.
func (q *putQuotes) quoteKey(text string, at int, says string) (string, bool) {
	rest := unquotedKey.FindString(text[at:])
	if rest == "" || !strings.HasPrefix(says, "expected '.' or ") || len(*q) >= mostQuotes {
		return text, false
	}
	begin := at
	for begin > 0 && isBareKey(text[begin-1]) {
		begin--
	}
	before := strings.TrimRight(text[:begin], " \t")
	if before != "" && !strings.ContainsRune("\n{,[.", rune(before[len(before)-1])) {
		return text, false
	}
	end := at + len(rest)
	line, col := lineCol([]byte(text), begin)
	*q = append(*q, struct{ line, col int }{line, col}, struct{ line, col int }{line, col + 1 + end - begin})
	return text[:begin] + `"` + text[begin:end] + `"` + text[end:], true
}

// isBareKey reports what keys without quotes are made of.
func isBareKey(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-'
}
