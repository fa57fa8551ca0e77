package catalog

// Site is what all units share: site.toml, the schemes, the register of rules,
// and the names of all units. It holds no unit's catalogue.
type Site struct {
	Origin      Origin      `json:"-"`
	Title       string      `json:"title"`
	Language    string      `json:"language"` // zh-Hans, zh-Hant or en
	BaseURL     string      `json:"base_url,omitempty"`
	Scheme      string      `json:"scheme"` // id of the scheme of units that name none
	Theme       string      `json:"-"`      // folder that overlays the default theme, relative to the content root
	Footer      Footer      `json:"footer,omitzero"`
	Publication Limits      `json:"publication,omitzero"`
	Checks      Thresholds  `json:"-"`
	Allow       []Allowance `json:"allow,omitempty"`

	// Today is the day by which what is due is judged; zero where the content states
	// no date and none was given.
	Today Date `json:"-"`
	// Inside tells that the site is for those inside, who may see what the public
	// may not.
	Inside bool `json:"-"`
	// ChangeLog tells that the site has a page of its changes, Log what stands there,
	// the latest first.
	ChangeLog bool       `json:"-"`
	Log       []LogEntry `json:"-"`
	// Schemes are the schemes by id, the built-in ones and the site's own.
	Schemes map[string]*Scheme `json:"-"`
	// Register is the register of laws and internal rules in the order written.
	Register []Rule `json:"rules,omitempty"`
	// Holidays are the days off and the make-up working days.
	Holidays Holidays `json:"-"`
	// Tree names every unit, in the order of paths.
	Tree []UnitName `json:"-"`
}

// Footer is what a public body shows at the foot of each page. Empty fields are
// not shown.
type Footer struct {
	Organiser  string `json:"organiser,omitempty"`    // 主办单位
	Undertaker string `json:"undertaker,omitempty"`   // 承办单位
	SiteIDCode string `json:"site_id_code,omitempty"` // 网站标识码, 10 digits
	ICP        string `json:"icp,omitempty"`          // ICP 备案号
	Police     string `json:"police,omitempty"`       // 公安备案号
	Contact    string `json:"contact,omitempty"`
}

// Limits are the limits that publication is held to.
type Limits struct {
	WorkingDays  int `json:"working_days,omitempty"`  // from approval to publication
	ReviewMonths int `json:"review_months,omitempty"` // from one review to the next
}

// Thresholds are the figures that the rules of substance are held to.
type Thresholds struct {
	FrontlineShare   int // per cent of the risk points that the front line has at least
	GradeShare       int // per cent of the risk points that may bear one grade
	RepeatedControls int // risk points that may share one control's text, less one
	TopGradeControls int // controls that a risk of the worst grade has at least
	ProcessSteps     int // steps that a process has at least
	BasisDays        int // days after a change of a rule by which what rests on it is reviewed
}

// DefaultThresholds hold where site.toml says nothing.
var DefaultThresholds = Thresholds{FrontlineShare: 10, GradeShare: 90, RepeatedControls: 5, TopGradeControls: 2, ProcessSteps: 3, BasisDays: 30}

// LogEntry is what changed between two publications.
type LogEntry struct {
	On      Date
	Summary string
	Notes   []LogNote // in the order of addresses
}

// LogNote is what changed at one risk point, in words.
type LogNote struct {
	Address string // unit/position#risk
	Gone    bool   // the address leads nowhere
	Where   string // unit and position
	Title   string
	Lines   []string
}

// Rule is an entry of the register of laws and internal rules.
type Rule struct {
	Origin Origin `json:"-"`
	ID     string `json:"id"`
	Title  string `json:"title"`
	Kind   string `json:"kind,omitempty"`   // law or internal
	Number string `json:"number,omitempty"` // 文号
	Issuer string `json:"issuer,omitempty"`
	Date   Date   `json:"date,omitzero"`
	Status string `json:"status,omitempty"` // RuleInForce, RuleRevised or RuleRepealed
	URL    string `json:"url,omitempty"`
}

// Holidays are days off that fall on a weekday and working days that fall on a
// weekend.
type Holidays struct {
	Off  []Date
	Work []Date
}

// UnitName is what other units and the site's navigation know of a unit without
// loading it.
type UnitName struct {
	ID     string // path below the content root, with forward slashes
	Name   string
	Short  string
	Kind   string
	Parent string // id of the nearest enclosing unit, or empty

	Home *Home // where it is published; nil for this site

	// Status and Audience are those of the publication block, for leaving out
	// units without loading them.
	Status, Audience string
}

// Label is the short name where there is one, else the name, else the id.
func (u UnitName) Label() string {
	switch {
	case u.Short != "":
		return u.Short
	case u.Name != "":
		return u.Name
	}
	return u.ID
}
