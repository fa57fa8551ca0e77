package catalog

// Kinds of what a catalogue entry describes.
const (
	KindPosition   = "position"
	KindDepartment = "department"
	KindUnit       = "unit"
	KindProcess    = "process"
	KindPlace      = "place"
)

// Levels of positions, the highest first.
const (
	LevelLeadership = "leadership"
	LevelMiddle     = "middle"
	LevelFrontline  = "frontline"
)

// Levels lists the levels, the highest first.
var Levels = []string{LevelLeadership, LevelMiddle, LevelFrontline}

// Position is one position (or department, unit, process or place) with its
// powers and risk points.
type Position struct {
	Origin      Origin      `json:"-"`
	ID          string      `json:"id"`
	Name        string      `json:"name"`
	Kind        string      `json:"kind"`
	Department  string      `json:"department,omitempty"` // a department's name
	Level       string      `json:"level,omitempty"`
	URL         string      `json:"url"`               // of the page, relative to the site's root, not percent-encoded; as a link has it where the page is on another site
	Holders     int         `json:"holders,omitempty"` // people who hold it
	Duties      []string    `json:"duties,omitempty"`
	Manages     []string    `json:"manages,omitempty"` // names of departments
	Audience    string      `json:"audience,omitempty"`
	Description Prose       `json:"description,omitzero"`
	Powers      []Power     `json:"powers,omitempty"`
	Risks       []RiskPoint `json:"risks,omitempty"`
	Allow       []Allowance `json:"allow,omitempty"`
}

// Risk returns the risk point with the id, or nil.
func (p *Position) Risk(id string) *RiskPoint {
	for i := range p.Risks {
		if p.Risks[i].ID == id {
			return &p.Risks[i]
		}
	}
	return nil
}

// Power is a power that a position exercises.
type Power struct {
	Origin     Origin   `json:"-"`
	ID         string   `json:"id"`
	Name       string   `json:"name"`
	Type       string   `json:"type,omitempty"`
	Basis      []string `json:"basis,omitempty"` // text, or the id of a rule, perhaps followed by a clause
	Conditions string   `json:"conditions,omitempty"`
	Audience   string   `json:"audience,omitempty"`
	Steps      []Step   `json:"steps,omitempty"`
}

// Kinds of steps.
const (
	StepStart    = "start"
	StepTask     = "task"
	StepDecision = "decision"
	StepEnd      = "end"
)

// Step is one step of the process of a power.
type Step struct {
	Origin Origin   `json:"-"`
	ID     string   `json:"id"`
	Name   string   `json:"name"`
	By     string   `json:"by,omitempty"`
	Kind   string   `json:"kind"`
	Next   []string `json:"next,omitempty"`  // ids of steps of the same power
	Risks  []string `json:"risks,omitempty"` // ids of risk points of the same position
	Limit  string   `json:"limit,omitempty"`
}

// RiskPoint is one risk point with all that is written of it.
type RiskPoint struct {
	Origin        Origin      `json:"-"`
	ID            string      `json:"id"`
	Title         string      `json:"title"`
	Category      []string    `json:"category,omitempty"` // labels of the scheme
	Grade         string      `json:"grade,omitempty"`    // label of the scheme, written or computed
	Manifestation string      `json:"manifestation,omitempty"`
	Cause         string      `json:"cause,omitempty"`
	Consequence   string      `json:"consequence,omitempty"`
	Liability     string      `json:"liability,omitempty"`
	Basis         []string    `json:"basis,omitempty"` // text, or the id of a rule, perhaps followed by a clause
	Likelihood    float64     `json:"likelihood,omitempty"`
	Severity      float64     `json:"severity,omitempty"`
	Exposure      float64     `json:"exposure,omitempty"`
	Score         float64     `json:"score,omitempty"` // product of the inputs, where the scheme computes one
	Reason        string      `json:"reason,omitempty"`
	Residual      string      `json:"residual,omitempty"` // label of a grade
	Source        string      `json:"source,omitempty"`
	Kind          string      `json:"kind,omitempty"` // 种
	ReviewBy      Date        `json:"review_by,omitzero"`
	Audience      string      `json:"audience,omitempty"`
	Extends       string      `json:"extends,omitempty"`    // unit/position#risk
	Inherits      *Layer      `json:"inherits,omitempty"`   // what Extends names, set when a site is built
	RefinedBy     []Layer     `json:"refined_by,omitempty"` // what extends this one, set when a site is built
	Description   Prose       `json:"description,omitzero"`
	Controls      []Control   `json:"controls,omitempty"`
	Allow         []Allowance `json:"allow,omitempty"`
}

// Layer is a risk point of another unit that one extends or is extended by, as far
// as the site shows it.
type Layer struct {
	Address  string    `json:"address"` // unit/position#risk
	Unit     string    `json:"unit"`    // label of the unit
	Position string    `json:"position"`
	Title    string    `json:"title"`
	Grade    string    `json:"grade,omitempty"`
	URL      string    `json:"url"`                // of the page with the fragment, relative to the site's root, not percent-encoded
	Controls []Control `json:"controls,omitempty"` // what is inherited; empty for what refines
}

// Control is one measure against a risk point.
type Control struct {
	Origin     Origin   `json:"-"`
	Stage      string   `json:"stage,omitempty"` // label of the scheme; empty for a plain 防控措施
	Text       string   `json:"text"`
	Owner      string   `json:"owner,omitempty"`
	Supervisor string   `json:"supervisor,omitempty"`
	Due        string   `json:"due,omitempty"` // YYYY-MM-DD, or a term in words
	Frequency  string   `json:"frequency,omitempty"`
	Treatment  string   `json:"treatment,omitempty"`
	Basis      []string `json:"basis,omitempty"`
	Indicator  string   `json:"indicator,omitempty"`
	Audience   string   `json:"audience,omitempty"`
}

// Address is how a risk point is referred to: unit/position#risk.
func Address(unit, position, risk string) string {
	return unit + "/" + position + "#" + risk
}
