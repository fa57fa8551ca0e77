package catalog

import (
	"slices"
	"strings"
)

// Unit is one public body with its whole catalogue.
type Unit struct {
	Origin      Origin `json:"-"`
	ID          string `json:"id"` // path below the content root, with forward slashes
	Name        string `json:"name"`
	Short       string `json:"short,omitempty"`
	Kind        string `json:"kind,omitempty"`   // 行政机关, 事业单位, 国有企业 …
	Parent      string `json:"parent,omitempty"` // id of the nearest enclosing unit
	Home        *Home  `json:"home,omitempty"`   // where it is published; nil for this site
	SchemeID    string `json:"scheme"`
	IndexNumber string `json:"index_number,omitempty"` // 索引号
	Summary     string `json:"summary,omitempty"`      // 内容概述
	Description Prose  `json:"description,omitzero"`   // index.md
	Incomplete  bool   `json:"-"`                      // a file of it could not be read at all, so that it lacks positions

	Supervision Supervision  `json:"supervision,omitzero"`
	Contact     Contact      `json:"contact,omitzero"`
	Declared    Declared     `json:"declared,omitzero"`
	Publication Publication  `json:"publication,omitzero"`
	Departments []Department `json:"departments,omitempty"`
	Assessments []Assessment `json:"assessments,omitempty"`
	Milestones  []Milestone  `json:"milestones,omitempty"`
	Warnings    []Warning    `json:"warnings,omitempty"`
	Resources   []Resource   `json:"resources,omitempty"`
	Targets     []Target     `json:"targets,omitempty"`
	Responses   []Response   `json:"responses,omitempty"`
	Removed     []Removal    `json:"removed,omitempty"`
	Allow       []Allowance  `json:"allow,omitempty"`
	Attachments []Attachment `json:"attachments,omitempty"`

	Positions []Position `json:"-"`
	Scheme    *Scheme    `json:"-"`
}

// Department returns the department with the id or the name, or nil.
func (u *Unit) Department(idOrName string) *Department {
	for i := range u.Departments {
		if d := &u.Departments[i]; d.ID == idOrName || d.Name == idOrName {
			return d
		}
	}
	return nil
}

// DepartmentIndex gives what Department returns, by id and by name, where many are asked for.
func (u *Unit) DepartmentIndex() map[string]*Department {
	index := make(map[string]*Department, 2*len(u.Departments))
	for i := range slices.Backward(u.Departments) { // of two of a name the first counts
		d := &u.Departments[i]
		index[d.ID], index[d.Name] = d, d
	}
	return index
}

// Position returns the position with the id, or nil.
func (u *Unit) Position(id string) *Position {
	for i := range u.Positions {
		if u.Positions[i].ID == id {
			return &u.Positions[i]
		}
	}
	return nil
}

// Prose is Markdown text.
type Prose struct {
	Markdown string // as written
	Text     string // without markup, for search
	Line     int    // where it begins in its file
	Links    []Link // the relative links and pictures in it
}

// Link is a relative link in prose. Target is as written.
type Link struct {
	Target string
	Origin Origin
}

// IsZero reports whether there is no text.
func (p Prose) IsZero() bool { return p.Markdown == "" }

// MarshalText gives the Markdown as written.
func (p Prose) MarshalText() ([]byte, error) { return []byte(p.Markdown), nil }

// UnmarshalText reads Markdown.
func (p *Prose) UnmarshalText(b []byte) error {
	*p = Prose{Markdown: string(b)}
	return nil
}

// Supervision is the channel for complaints.
type Supervision struct {
	Body    string `json:"body,omitempty"`
	Phone   string `json:"phone,omitempty"`
	Mailbox string `json:"mailbox,omitempty"`
	Email   string `json:"email,omitempty"`
	Address string `json:"address,omitempty"`
	Hours   string `json:"hours,omitempty"`
}

// Contact is the office that answers questions about the catalogue.
type Contact struct {
	Office  string `json:"office,omitempty"`
	Phone   string `json:"phone,omitempty"`
	Email   string `json:"email,omitempty"`
	Address string `json:"address,omitempty"`
	Hours   string `json:"hours,omitempty"`
}

// Declared are the totals that the unit states. A nil field was not stated.
type Declared struct {
	Origin    Origin `json:"-"`
	Positions *int   `json:"positions,omitempty"`
	Risks     *int   `json:"risks,omitempty"`
	Kinds     *int   `json:"kinds,omitempty"`
	Classes   *int   `json:"classes,omitempty"`
	Holders   *int   `json:"holders,omitempty"`
}

// IsZero reports whether no total is stated.
func (d Declared) IsZero() bool {
	return d.Positions == nil && d.Risks == nil && d.Kinds == nil && d.Classes == nil && d.Holders == nil
}

// Publication statuses and audiences.
const (
	StatusDraft     = "draft"
	StatusNotice    = "notice"
	StatusPublished = "published"
	StatusWithdrawn = "withdrawn"

	AudiencePublic   = "public"
	AudienceInternal = "internal"
)

// Publication tells how far a catalogue has come on its way to the public.
type Publication struct {
	Origin      Origin     `json:"-"`
	Status      string     `json:"status,omitempty"`
	Audience    string     `json:"audience,omitempty"`
	MadeOn      Date       `json:"made_on,omitzero"` // 生成日期
	ApprovedOn  Date       `json:"approved_on,omitzero"`
	NoticeFrom  Date       `json:"notice_from,omitzero"` // 公示期
	NoticeUntil Date       `json:"notice_until,omitzero"`
	PublishedOn Date       `json:"published_on,omitzero"`
	UpdatedOn   Date       `json:"updated_on,omitzero"`
	ReviewBy    Date       `json:"review_by,omitzero"`
	WithdrawnOn Date       `json:"withdrawn_on,omitzero"`
	Reason      string     `json:"reason,omitempty"` // why it was withdrawn
	Approval    []Approval `json:"approval,omitempty"`

	// Withheld are the stages of approval that a view leaves out: they are on record.
	Withheld []string `json:"-"`
}

// IsZero reports whether nothing is said of publication.
func (p Publication) IsZero() bool {
	return p.Status == "" && p.Audience == "" && len(p.Approval) == 0 && p.Newest().IsZero()
}

// Newest is the latest date that the publication block states, review_by
// excepted, since that lies ahead.
func (p Publication) Newest() Date {
	var newest Date
	for _, d := range []Date{p.MadeOn, p.ApprovedOn, p.NoticeFrom, p.NoticeUntil, p.PublishedOn, p.UpdatedOn, p.WithdrawnOn} {
		if d.Compare(newest) > 0 {
			newest = d
		}
	}
	return newest
}

// Approval is one stage of the chain of review.
type Approval struct {
	Origin  Origin `json:"-"`
	Stage   string `json:"stage"`
	By      string `json:"by,omitempty"` // a role
	On      Date   `json:"on,omitzero"`
	Result  string `json:"result,omitempty"`
	Opinion string `json:"opinion,omitempty"`

	Audience string `json:"audience,omitempty"`
}

// Department is a part of a unit.
type Department struct {
	Origin Origin   `json:"-"`
	ID     string   `json:"id"`
	Name   string   `json:"name"`
	Parent string   `json:"parent,omitempty"` // id of another department
	Leader string   `json:"leader,omitempty"` // id of a position
	Duties []string `json:"duties,omitempty"`

	// Audience is internal for a department that the public does not see: neither it,
	// nor what is below it, nor their positions.
	Audience string `json:"audience,omitempty"`
}

// Assessment is the result of one check on how the controls are kept.
type Assessment struct {
	Origin      Origin   `json:"-"`
	Period      string   `json:"period,omitempty"`
	Object      string   `json:"object,omitempty"`
	Method      string   `json:"method,omitempty"`
	Result      string   `json:"result,omitempty"`
	Findings    []string `json:"findings,omitempty"`
	Corrections []string `json:"corrections,omitempty"`
	Audience    string   `json:"audience,omitempty"`
}

// Milestone is a dated step of the work on the catalogue.
type Milestone struct {
	Origin      Origin `json:"-"`
	Name        string `json:"name"`
	From        Date   `json:"from,omitzero"`
	To          Date   `json:"to,omitzero"`
	Done        Date   `json:"done,omitzero"` // when it was reached
	Responsible string `json:"responsible,omitempty"`
	Audience    string `json:"audience,omitempty"`
}

// Warning is a notice of a risk that calls for a reply.
type Warning struct {
	Origin   Origin `json:"-"`
	Number   string `json:"number,omitempty"`
	Kind     string `json:"kind,omitempty"`
	Level    string `json:"level,omitempty"`
	Risk     string `json:"risk,omitempty"` // position#risk of the same unit
	Issued   Date   `json:"issued,omitzero"`
	ReplyDue Date   `json:"reply_due,omitzero"`
	Replied  Date   `json:"replied,omitzero"`
	Outcome  string `json:"outcome,omitempty"`
	Audience string `json:"audience,omitempty"`
}

// Resource is something the controls need, with how much of it there is.
type Resource struct {
	Origin   Origin   `json:"-"`
	Kind     string   `json:"kind"`
	Required Quantity `json:"required,omitzero"`
	Actual   Quantity `json:"actual,omitzero"`
	Place    string   `json:"place,omitempty"`
	Audience string   `json:"audience,omitempty"`
}

// Target is a figure to reach.
type Target struct {
	Origin   Origin   `json:"-"`
	Name     string   `json:"name"`
	Target   Quantity `json:"target,omitzero"`
	Actual   Quantity `json:"actual,omitzero"`
	AsOf     Date     `json:"as_of,omitzero"`
	Audience string   `json:"audience,omitempty"`
}

// Response is what is done at a level: a grade of the scheme, or a level that the unit
// names itself, such as Ⅱ级响应. A level that extends another does all that the other
// does, and its own measures besides.
type Response struct {
	Origin      Origin   `json:"-"`
	Level       string   `json:"level"`
	Extends     string   `json:"extends,omitempty"` // level of another response
	Trigger     string   `json:"trigger,omitempty"` // when it begins
	Release     string   `json:"release,omitempty"` // when it ends
	Responsible string   `json:"responsible,omitempty"`
	Measures    []string `json:"measures,omitempty"`
	Audience    string   `json:"audience,omitempty"`
}

// Response returns what is done at a level, or nil.
func (u *Unit) Response(level string) *Response {
	for i := range u.Responses {
		if FoldTerm(u.Responses[i].Level) == FoldTerm(level) {
			return &u.Responses[i]
		}
	}
	return nil
}

// Below returns the response that one extends, by its own word or by the grade that
// its grade extends, or nil.
func (u *Unit) Below(r *Response) *Response {
	lower := r.Extends
	if g, _ := u.Scheme.FindGrade(r.Level); lower == "" && g != nil && g.Extends != "" {
		if g, _ = u.Scheme.FindGrade(g.Extends); g != nil {
			lower = g.Label
		}
	}
	if lower == "" {
		return nil
	}
	return u.Response(lower)
}

// Removal tells of a position or risk point that was published and is there no more,
// so that its address still says when and why.
type Removal struct {
	Origin Origin `json:"-"`
	What   string `json:"what"` // position or position#risk
	Title  string `json:"title,omitempty"`
	On     Date   `json:"on,omitzero"`
	Reason string `json:"reason,omitempty"`
	To     string `json:"to,omitempty"` // position or position#risk that takes its place

	// Moved is where the risk point is now, where a build found that it moved.
	Moved *Layer `json:"-"`
}

// Position is the id of the position that was removed, or held what was.
func (r Removal) Position() string { p, _, _ := strings.Cut(r.What, "#"); return p }

// Risk is the id of the risk point that was removed, empty for a position.
func (r Removal) Risk() string { _, risk, _ := strings.Cut(r.What, "#"); return risk }

// WithRemoved returns the unit with more that it tells to be removed; u itself is left
// as it is.
func (u *Unit) WithRemoved(more []Removal) *Unit {
	out := *u
	out.Removed = slices.Concat(u.Removed, more)
	return &out
}

// Quantity is an amount as written: "30", "≥90%", "12 间". Empty is none stated.
type Quantity string

// IsZero reports whether no amount was stated.
func (q Quantity) IsZero() bool { return q == "" }

// Allowance is a finding that was accepted, with the reason.
type Allowance struct {
	Origin Origin `json:"-"`
	Rule   string `json:"rule"`
	Reason string `json:"reason"`
}

// Attachment is a file of a unit's assets folder.
type Attachment struct {
	Path string `json:"path"` // below the unit's folder: assets/…
	Size int64  `json:"size"` // bytes
}
