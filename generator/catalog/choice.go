package catalog

// Words for the values of keys that take one of a few. Content may write the value
// itself, which is the id, the word that pages show, or what offices say for it.
var (
	LevelWords = []Term{
		{ID: LevelLeadership, Label: "领导班子", Aliases: []string{"领导", "领导层", "領導班子", "領導", "領導層"}},
		{ID: LevelMiddle, Label: "中层", Aliases: []string{"中層"}},
		{ID: LevelFrontline, Label: "一线", Aliases: []string{"一般", "一線"}},
	}
	StatusWords = []Term{
		{ID: StatusDraft, Label: "草稿"},
		{ID: StatusNotice, Label: "公示中", Aliases: []string{"公示"}},
		{ID: StatusPublished, Label: "已公开", Aliases: []string{"公开", "已公開", "公開"}},
		{ID: StatusWithdrawn, Label: "已撤回", Aliases: []string{"撤回", "已撤下", "撤下"}},
	}
	RuleStatusWords = []Term{
		{ID: RuleInForce, Label: RuleInForce, Aliases: []string{"现行有效", "现行", "現行有效", "現行"}},
		{ID: RuleRevised, Label: RuleRevised, Aliases: []string{"已修订", "修訂", "已修訂"}},
		{ID: RuleRepealed, Label: RuleRepealed, Aliases: []string{"已废止", "失效", "已失效", "廢止", "已廢止"}},
	}
)

// Statuses of a rule of the register.
const (
	RuleInForce  = "有效"
	RuleRevised  = "修订"
	RuleRepealed = "废止"
)

// Words lists every way to write one of the terms, the ids first.
func Words(terms []Term) []string {
	var ids, others []string
	for _, t := range terms {
		ids = append(ids, t.ID)
		if t.Label != t.ID {
			others = append(others, t.Label)
		}
		others = append(others, t.Aliases...)
	}
	return append(ids, others...)
}
