package diag

// Rule is what findings come from: one thing that content must hold. Name is
// stable, since exceptions and goldens refer to it. Source names the document
// the rule follows, and is empty for rules of the format itself.
type Rule struct {
	Name       string
	Severity   Severity
	Title      Text
	Cure       Text // what to do about a finding, where the finding has no better hint
	Source     string
	Parameters []string // keys of site.toml that the rule is held to

	// Precision is the share of a heuristic's findings that are right, Recall the
	// share of what it looks for that it finds, both at least, measured on labelled
	// sentences that it was not tuned on. Precision is 0 for a rule that does not
	// guess.
	Precision, Recall float64
}

// At makes a finding of the rule. Without a hint it has the rule's cure.
func (r *Rule) At(pos Position, message, hint Text) Finding {
	if hint.IsZero() {
		hint = r.Cure
	}
	return Finding{Position: pos, Severity: r.Severity, Rule: r.Name, Message: message, Hint: hint}
}

// Guesses reports whether the rule is a heuristic. What it finds can be overruled
// with a reason whatever its severity.
func (r *Rule) Guesses() bool { return r.Precision > 0 }
