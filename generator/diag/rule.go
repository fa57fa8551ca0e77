package diag

// Rule is what findings come from: one thing that content must hold. Name is
// stable, since exceptions and goldens refer to it. Source names the document
// the rule follows, and is empty for rules of the format itself.
type Rule struct {
	Name     string
	Severity Severity
	Title    Text
	Source   string
}

// At makes a finding of the rule.
func (r *Rule) At(pos Position, message, hint Text) Finding {
	return Finding{Position: pos, Severity: r.Severity, Rule: r.Name, Message: message, Hint: hint}
}
