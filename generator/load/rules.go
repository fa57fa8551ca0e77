package load

import "gongshi/generator/diag"

// The rules of the format itself. None of them can be accepted with a reason,
// but for id-missing and stray-field.
var (
	ruleSiteMissing    = rule("site-missing", "内容根目录应有 site.toml", "the content root holds site.toml")
	ruleUnclassified   = rule("unclassified-file", "每个文件都应有用途", "every file has a place in the format")
	ruleSymlink        = rule("symbolic-link", "内容目录中不使用符号链接", "the content holds no symbolic links")
	ruleFileTooLarge   = rule("file-too-large", "单个文件不超过规定大小", "no file exceeds its size limit")
	ruleInvalidUTF8    = rule("invalid-utf8", "文件应为 UTF-8 编码", "files are UTF-8")
	ruleControlChar    = rule("control-character", "文字中不应有控制字符", "text holds no control characters")
	ruleConflict       = rule("merge-conflict", "文件里没有未处理完的 git 合并冲突", "files hold no unresolved merge conflicts of git")
	ruleTOMLSyntax     = rule("toml-syntax", "TOML 语法应正确", "TOML is well formed")
	ruleUnknownKey     = rule("unknown-key", "键名应为已知的键", "keys are known ones")
	ruleUnknownLabel   = rule("unknown-label", "字段名应为已知的字段", "field labels are known ones")
	ruleLabelMissing   = rule("label-missing", "字段应写成“字段名：内容”", "a field is written label:text")
	ruleDuplicateLabel = rule("duplicate-label", "同一字段只写一次", "a field is written once")
	ruleWrongType      = rule("wrong-type", "值的类型应正确", "values have the right type")
	ruleBadDate        = rule("bad-date", "日期应为真实的年-月-日", "dates are real days")
	ruleBadNumber      = rule("bad-number", "数值应为数字", "numbers are numbers")
	ruleBadValue       = rule("bad-value", "值应在规定的取值之内", "a value is one of those allowed")
	ruleBadID          = rule("bad-id", "编号只用小写字母、数字、连字符和汉字", "identifiers use lower-case letters, digits, hyphens and Han")
	ruleBadName        = rule("bad-name", "附件的名称在各种系统上都能保存，互不相同", "attachments have names that every system can hold and tells apart")
	ruleReserved       = rule("reserved-name", "不占用网站自用的名称", "names of the site itself are not taken")
	ruleDuplicateID    = rule("duplicate-id", "编号不重复", "identifiers are unique")
	ruleNameMissing    = rule("name-missing", "名称不可缺", "names are present")
	ruleTitleMissing   = rule("title-missing", "风险点应有标题", "a risk point has a title")
	ruleTextMissing    = rule("text-missing", "措施等条目应有文字", "entries such as controls have text")
	ruleFrontMatter    = rule("front-matter", "岗位文件应以 +++ 包围的属性开头", "a position begins with front matter between +++ lines")
	ruleNesting        = rule("nesting-too-deep", "列表嵌套不应过深", "lists are not nested too deeply")
	ruleTooMuch        = rule("too-much", "文字、表格、条目不超过规定的数量", "texts, tables and lists keep to their limits")
	ruleUnknownScheme  = rule("unknown-scheme", "所用方案应存在", "the scheme exists")
	ruleBadScheme      = rule("bad-scheme", "方案应完整、自洽", "a scheme is complete and consistent")
	ruleUnknownGrade   = rule("unknown-grade", "等级应为方案中的等级", "grades are those of the scheme")
	ruleUnknownTerm    = rule("unknown-category", "风险类别应为方案中的类别", "categories are those of the scheme")
	ruleUnknownStage   = rule("unknown-stage", "防线（阶段）应为方案中的阶段", "stages are those of the scheme")
	ruleUnknownWord    = rule("unknown-term", "处置方式、来源、审核环节、考核结果应为方案中的用语", "treatments, sources, approvals and results are those of the scheme")
	ruleDangling       = rule("dangling-reference", "引用的对象应存在", "references lead somewhere")
	ruleInputMissing   = rule("input-missing", "计算等级所需的数值应齐全", "the inputs of a computed grade are present")
	ruleInputScale     = rule("input-out-of-scale", "计算等级的数值应在量表之内", "inputs lie within their scale")
	ruleGradeDisagrees = rule("grade-disagrees", "所写等级应与计算结果一致", "a written grade equals the computed one")
	ruleLitter         = warning("litter", "系统和软件留下的文件不是附件", "what systems and programs leave is no attachment")
	ruleStrayHeading   = rule("stray-heading", "风险点的标题写成“## 标题”", "the heading of a risk point is written ## TITLE")
	ruleStrayField     = warning("stray-field", "风险点的各项写在标题下的列表里", "the fields of a risk point are in the list below its heading")
	ruleIDMissing      = warning("id-missing", "编号应写明，以保持地址不变", "identifiers are written, so that addresses last")
)

// Rules lists the rules of the format, in no particular order.
var Rules []*diag.Rule

func rule(name, zh, en string) *diag.Rule {
	r := &diag.Rule{Name: name, Severity: diag.Error, Title: diag.Text{Zh: zh, En: en}}
	Rules = append(Rules, r)
	return r
}

func warning(name, zh, en string) *diag.Rule {
	r := rule(name, zh, en)
	r.Severity = diag.Warning
	return r
}
