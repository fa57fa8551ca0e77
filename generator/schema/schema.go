// Package schema writes JSON Schemas of the TOML files of the content, by which the
// language servers of editors complete and check them. The keys come from the
// model's own types; what a key means is said in one table here.
package schema

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"gongshi/generator/catalog"
	"gongshi/generator/diag"
)

// Names are the files that have a schema.
var Names = []string{"site", "unit", "position", "catalogue", "scheme", "rules", "holidays"}

// For writes the schema of a kind of file, with its descriptions in a language. It
// returns nil for a name that has none.
func For(name string, lang diag.Lang) []byte {
	b := builder{lang: lang}
	var root object
	switch name {
	case "site":
		root = b.site()
	case "unit":
		root = b.unit()
	case "position":
		root = b.object(reflect.TypeFor[catalog.Position](), "position")
		delete(root["properties"].(object), "id")
		delete(root["properties"].(object), "description")
		delete(root["properties"].(object), "risk")
	case "catalogue":
		root = b.table(object{"position": b.list(reflect.TypeFor[catalog.Position](), "position")})
	case "scheme":
		root = b.scheme()
	case "rules":
		root = b.table(object{"rule": b.list(reflect.TypeFor[catalog.Rule](), "rule")})
	case "holidays":
		dates := object{"type": "array", "items": date()}
		root = b.table(object{"off": b.described(dates, "holidays.off"), "work": b.described(dates, "holidays.work")})
	default:
		return nil
	}
	root["$schema"] = "http://json-schema.org/draft-07/schema#"
	root["title"] = "gongshi " + name
	data, err := json.MarshalIndent(root, "", "  ")
	if err != nil {
		panic(fmt.Sprintf("schema of %s: %v", name, err)) // the values are all our own
	}
	return append(data, '\n')
}

type object map[string]any

type builder struct{ lang diag.Lang }

// table is an object with these keys and no others.
func (b builder) table(properties object) object {
	return object{"type": "object", "additionalProperties": false, "properties": properties}
}

func date() object { return object{"type": "string", "format": "date"} }

// keys are the TOML keys of fields that the model's JSON calls otherwise; "" is a
// field that content does not have.
var keys = map[string]string{
	"Unit.id": "", "Unit.parent": "", "Unit.home": "", "Unit.description": "", "Unit.attachments": "",
	"Unit.departments": "department", "Unit.assessments": "assessment", "Unit.milestones": "milestone", "Unit.warnings": "warning", "Unit.responses": "response",
	"Unit.resources": "resource", "Unit.targets": "target",
	"Position.url": "", "Position.powers": "power", "Position.risks": "risk", "Power.steps": "step",
	"RiskPoint.score": "", "RiskPoint.inherits": "", "RiskPoint.refined_by": "", "RiskPoint.controls": "control",
}

// object is the table of a struct of the model.
func (b builder) object(t reflect.Type, where string) object {
	properties := object{}
	b.fields(t, where, properties)
	out := b.table(properties)
	if need := required[t.Name()]; need != nil {
		out["required"] = need
	}
	return out
}

func (b builder) fields(t reflect.Type, where string, into object) {
	for i := range t.NumField() {
		f := t.Field(i)
		tag, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous {
			b.fields(f.Type, where, into)
			continue
		}
		if tag == "" || tag == "-" {
			continue
		}
		key := tag
		if renamed, ok := keys[t.Name()+"."+tag]; ok {
			key = renamed
		}
		if key != "" {
			into[key] = b.described(b.value(f.Type, t.Name(), key), where+"."+key)
		}
	}
}

// required are the keys without which a table cannot be read.
var required = map[string][]string{
	"Position": {"name"}, "Power": {"name"}, "Step": {"name"}, "RiskPoint": {"title"}, "Control": {"text"},
	"Department": {"name"}, "Allowance": {"rule", "reason"}, "Rule": {"id", "title"}, "Milestone": {"name"}, "Resource": {"kind"}, "Target": {"name"}, "Approval": {"stage"},
}

// words are the values of keys that take one of a few.
var words = map[string][]string{
	"Publication.status": catalog.Words(catalog.StatusWords),
	"Position.kind":      {catalog.KindPosition, catalog.KindDepartment, catalog.KindUnit, catalog.KindProcess, catalog.KindPlace},
	"Position.level":     catalog.Words(catalog.LevelWords),
	"Step.kind":          {catalog.StepStart, catalog.StepTask, catalog.StepDecision, catalog.StepEnd},
	"Scheme.method":      {catalog.MethodDirect, catalog.MethodMatrix, catalog.MethodProduct},
	"Score.input":        {catalog.InputLikelihood, catalog.InputSeverity, catalog.InputExposure},
	"Rule.kind":          {"law", "internal"},
	"Rule.status":        catalog.Words(catalog.RuleStatusWords),
}

// value is the schema of one field.
func (b builder) value(t reflect.Type, owner, key string) object {
	switch t {
	case reflect.TypeFor[catalog.Date]():
		return date()
	case reflect.TypeFor[catalog.Prose]():
		return object{"type": "string"}
	case reflect.TypeFor[catalog.Quantity]():
		return object{"type": []string{"string", "number"}}
	}
	if key == "audience" {
		return object{"type": "string", "enum": []string{catalog.AudiencePublic, catalog.AudienceInternal}}
	}
	if list := words[owner+"."+key]; list != nil {
		return object{"type": "string", "enum": list}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return b.value(t.Elem(), owner, key)
	case reflect.Struct:
		return b.object(t, key)
	case reflect.Slice:
		item := b.value(t.Elem(), owner, key)
		list := object{"type": "array", "items": item}
		if item["type"] == "string" {
			return object{"anyOf": []any{list, item}} // one text stands for a list of one
		}
		return list
	case reflect.Int:
		return object{"type": "integer", "minimum": 0}
	case reflect.Float64:
		if slices.Contains([]string{catalog.InputLikelihood, catalog.InputSeverity, catalog.InputExposure}, key) {
			return object{"type": []string{"number", "string"}} // a step of the scale may be named
		}
		return object{"type": "number"}
	case reflect.Bool:
		return object{"type": "boolean"}
	}
	return object{"type": "string"}
}

func (b builder) list(t reflect.Type, where string) object {
	return object{"type": "array", "items": b.object(t, where)}
}

// described adds what the key means.
func (b builder) described(o object, key string) object {
	text, ok := meanings[key]
	if !ok {
		text, ok = meanings[key[strings.LastIndexByte(key, '.')+1:]]
	}
	if ok {
		o["description"] = text.In(b.lang)
	}
	return o
}

func (b builder) unit() object {
	o := b.object(reflect.TypeFor[catalog.Unit](), "unit")
	o["required"] = []string{"name"}
	return o
}

func (b builder) site() object {
	text := object{"type": "string"}
	o := b.table(object{
		"title":       b.described(object{"type": "string"}, "site.title"),
		"language":    b.described(object{"type": "string", "enum": []string{"zh-Hans", "zh-Hant", "en"}}, "site.language"),
		"base_url":    b.described(text, "site.base_url"),
		"scheme":      b.described(object{"type": "string"}, "scheme"),
		"theme":       b.described(object{"type": "string"}, "site.theme"),
		"allow":       b.described(b.list(reflect.TypeFor[catalog.Allowance](), "allow"), "allow"),
		"footer":      b.object(reflect.TypeFor[catalog.Footer](), "footer"),
		"publication": b.object(reflect.TypeFor[catalog.Limits](), "limits"),
	})
	limits := object{}
	for _, key := range []string{"frontline_share", "grade_share", "repeated_controls", "top_grade_controls", "process_steps", "basis_days"} {
		limits[key] = object{"type": "integer", "minimum": 0}
	}
	o["properties"].(object)["checks"] = b.described(b.table(limits), "site.checks")
	o["required"] = []string{"title"}
	return o
}

func (b builder) scheme() object {
	o := b.object(reflect.TypeFor[catalog.Scheme](), "scheme")
	properties := o["properties"].(object)
	delete(properties, "id")
	properties["include"] = b.described(object{"anyOf": []any{object{"type": "array", "items": object{"type": "string"}}, object{"type": "string"}}}, "scheme.include")
	o["required"] = []string{"name"}
	return o
}

// meanings say what keys are for, those of one table under its name first.
var meanings = map[string]diag.Text{
	"site.title":    {Zh: "网站名称", En: "name of the site"},
	"site.language": {Zh: "界面语言", En: "language of the interface"},
	"site.base_url": {Zh: "网站发布后的网址，用于订阅、站点地图、404 页面和二维码；阅读网页不需要它", En: "address of the published site, for the feed, the sitemap, the page 404.html and QR codes; reading the pages does not need it"},
	"site.checks":   {Zh: "检查规则的限度", En: "limits of the rules"},
	"site.theme":    {Zh: "覆盖默认主题的文件夹", En: "folder that is laid over the default theme"},
	"scheme":        {Zh: "定级方案", En: "scheme of grades"},
	"allow":         {Zh: "接受的问题和理由", En: "accepted findings, with their reasons"},
	"holidays.off":  {Zh: "放假日", En: "days off"}, "holidays.work": {Zh: "调休上班日", En: "make-up working days"},
	"unit.name": {Zh: "单位全称", En: "full name of the unit"}, "unit.kind": {Zh: "单位性质：行政机关、事业单位……", En: "kind of body"},
	"short": {Zh: "简称", En: "short name"}, "index_number": {Zh: "索引号", En: "index number"}, "summary": {Zh: "内容概述", En: "summary"},
	"supervision": {Zh: "监督渠道", En: "channel for complaints"}, "contact": {Zh: "联系方式", En: "office that answers questions"},
	"declared": {Zh: "自报的总数，检查时与实际比较", En: "totals that the unit states"}, "publication": {Zh: "公开信息", En: "publication"},
	"status": {Zh: "状态", En: "status"}, "audience": {Zh: "公开范围：public 公开，internal 内部", En: "public or internal"},
	"made_on": {Zh: "生成日期", En: "made on"}, "approved_on": {Zh: "审定日期", En: "approved on"}, "notice_from": {Zh: "公示开始", En: "notice from"}, "notice_until": {Zh: "公示结束", En: "notice until"},
	"published_on": {Zh: "公开日期", En: "published on"}, "updated_on": {Zh: "更新日期", En: "updated on"}, "review_by": {Zh: "复核日期", En: "to be reviewed by"}, "withdrawn_on": {Zh: "撤回日期", En: "withdrawn on"},
	"approval": {Zh: "审核记录", En: "approvals"}, "department": {Zh: "部门", En: "department"}, "assessment": {Zh: "考核", En: "assessments"}, "milestone": {Zh: "工作节点", En: "milestones"},
	"response": {Zh: "分级响应措施", En: "what is done at each level"}, "response.level": {Zh: "响应级别：方案的等级，或自定的级别", En: "a grade of the scheme, or a level of the unit's own"},
	"response.extends": {Zh: "承接其全部措施的级别", En: "level whose measures it includes"}, "trigger": {Zh: "启动条件", En: "when it begins"}, "release": {Zh: "解除条件", En: "when it ends"}, "measures": {Zh: "本级措施", En: "measures of its own"},
	"warning": {Zh: "预警", En: "warnings"}, "resource": {Zh: "资源", En: "resources"}, "target": {Zh: "指标", En: "targets"},
	"position.id": {Zh: "岗位的永久地址", En: "permanent address of the position"}, "position.name": {Zh: "岗位名称", En: "name of the position"}, "position.kind": {Zh: "条目的种类", En: "kind of entry"},
	"level": {Zh: "层级：leadership 领导，middle 中层，frontline 一线", En: "layer of the position"}, "holders": {Zh: "在岗人数，不写姓名", En: "how many people hold it; never names"},
	"duties": {Zh: "职责", En: "duties"}, "manages": {Zh: "分管的部门", En: "departments that it is in charge of"}, "power": {Zh: "职权", En: "powers"}, "risk": {Zh: "风险点", En: "risk points"},
	"power.type": {Zh: "职权类型", En: "type of power"}, "conditions": {Zh: "办理条件", En: "conditions"}, "step": {Zh: "运行流程的环节", En: "steps of the process"},
	"by": {Zh: "由谁办理（岗位或职务）", En: "who does it, a role"}, "next": {Zh: "下一环节的编号", En: "ids of the next steps"}, "risks": {Zh: "风险点的编号", En: "ids of risk points"}, "limit": {Zh: "办理时限", En: "time limit"},
	"title": {Zh: "名称", En: "title"}, "category": {Zh: "风险类别", En: "category"}, "grade": {Zh: "风险等级", En: "grade"}, "manifestation": {Zh: "表现形式", En: "manifestation"}, "cause": {Zh: "成因", En: "cause"},
	"consequence": {Zh: "后果", En: "consequence"}, "liability": {Zh: "责任追究", En: "what follows when the rule is broken"}, "basis": {Zh: "依据：文字，或 rules.toml 中的编号", En: "basis: text, or an id of rules.toml"},
	"likelihood": {Zh: "可能性", En: "likelihood"}, "severity": {Zh: "影响程度", En: "severity"}, "exposure": {Zh: "暴露频率", En: "exposure"}, "reason": {Zh: "理由", En: "reason"}, "residual": {Zh: "剩余等级", En: "grade after controls"},
	"source": {Zh: "来源", En: "how it was found"}, "risk.kind": {Zh: "种类", En: "what like risk points share"}, "extends": {Zh: "承接：单位/岗位#风险点", En: "unit/position#risk that this one refines"}, "description": {Zh: "说明（Markdown）", En: "description, in Markdown"},
	"control": {Zh: "防控措施", En: "controls"}, "stage": {Zh: "防线", En: "line of defence"}, "text": {Zh: "措施内容", En: "the control"}, "owner": {Zh: "责任（岗位或职务）", En: "owner, a role"}, "supervisor": {Zh: "监督（岗位或部门）", En: "supervisor, a role"},
	"due": {Zh: "时限", En: "due"}, "frequency": {Zh: "频次", En: "frequency"}, "treatment": {Zh: "处置方式", En: "treatment"}, "indicator": {Zh: "指标", En: "indicator"},
	"scheme.include": {Zh: "没有写的部分取自这些方案", En: "schemes from which the blocks left out are taken"}, "method": {Zh: "定级方法：direct 直接写明，matrix 查表，product 相乘", En: "how the grade is found"},
	"label": {Zh: "显示的名称", En: "label"}, "aliases": {Zh: "别名", En: "aliases"}, "symbol": {Zh: "符号", En: "symbol"}, "colour": {Zh: "颜色，#rrggbb", En: "colour, #rrggbb"}, "meaning": {Zh: "含义", En: "meaning"},
	"id": {Zh: "编号：小写字母、数字、连字符和汉字", En: "id: lower-case letters, digits, hyphens and Han"},
}
