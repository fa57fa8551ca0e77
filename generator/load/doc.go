// Package load reads content into the catalogue model. It is the only stage that
// reads files, always through an fs.FS, so that a folder and an in-memory map
// serve alike.
//
// [OpenSite] reads what all units share and finds the units. [Unit] reads one
// unit, with nothing of any other, in three steps: decode the files, judge every
// key and value by its type, and link what refers to something else. Each value
// keeps the file, line and column of each of its fields.
//
// TOML is decoded loosely, into maps, and judged here, so that all mistakes of a
// file are reported at once and at their places. Markdown is read with goldmark;
// only headings of level two and the first list below each are taken as data,
// everything else is prose and kept as written.
//
// Mistakes in content become findings. An error is returned only where the file
// system itself fails. The rest of this page is the reference of the format.
//
// # The tree
//
//	site.toml              the site; its folder is the content root
//	schemes/<id>.toml      schemes of the site's own
//	rules.toml             register of laws and internal rules
//	holidays.toml          days off and make-up working days
//	<unit>/unit.toml       a folder that holds unit.toml is a unit
//	<unit>/index.md        prose about the unit
//	<unit>/<position>.md   one position
//	<unit>/<name>.toml     a catalogue of many positions
//	<unit>/assets/…        attachments
//
// What import and export keep about a table, how it was read and what it said, lies in
// the unit's folder _import.
//
// Units may lie in units. Names are addresses: lower-case letters, digits, hyphens
// and Han, and no devices of Windows. Attachments may have other names, as far as
// every system holds them and tells them apart; names.go has all rules. What begins
// with . or _ is ignored; every other file is one of the above or is reported. Files are UTF-8 without
// control characters and without merge conflicts that were not resolved, or are not read
// at all. A TOML file has at most 32 MB and a Markdown file 2 MB, a unit 64 MB in 20,000 files, a text 32,767
// characters; limits.go has all limits.
//
// # site.toml
//
//	title          name of the site, required
//	language       zh-Hans (default), zh-Hant or en: of the interface
//	base_url       address of the published site, for the feed, the sitemap, canonical
//	               links, the page 404.html and QR codes; reading does not need it
//	scheme         scheme of units that name none; default three-level
//	theme          folder of the content that is laid over the default theme
//	allow          findings accepted everywhere, as in unit.toml
//	[footer]       organiser, undertaker, site_id_code (10 digits), icp, police, contact
//	[publication]  working_days (20, at most 1,000), review_months (12, at most 600)
//	[checks]       figures of the rules: frontline_share (10) and grade_share (90),
//	               per cent of the risk points; repeated_controls (5),
//	               top_grade_controls (2), process_steps (3), basis_days (30)
//
// # rules.toml and holidays.toml
//
// rules.toml is a list of [[rule]]: id, title, kind (law or internal), number,
// issuer, date, status (有效, 修订, 废止; 现行 is read as 有效, 失效 as 废止), url. A
// catalogue cites a rule by its id or by its title in title marks, with the clause after
// it: "bidding 第四条" or "《招标投标法》第四条". holidays.toml has two lists of dates, off and
// work, for counting working days; those of the years 2024 to 2026 are built in.
//
// # unit.toml
//
//	name           required
//	short, kind, scheme, index_number, summary
//	allow          [{ rule = "…", reason = "…" }]: findings that are accepted
//	[supervision]  channel for complaints: body, phone, mailbox, email, address, hours
//	[contact]      office, phone, email, address, hours
//	[declared]     totals that the unit states: positions, risks, kinds, classes, holders
//	[publication]  status (draft, notice, published, withdrawn, or 草稿, 公示中, 已公开,
//	               已撤回), audience (public, internal), made_on, approved_on,
//	               notice_from, notice_until, published_on, updated_on, review_by,
//	               withdrawn_on, reason
//	[[publication.approval]]  stage, by, on, result, opinion, audience
//	[[department]]   id, name, parent, leader (id of a position), duties, audience; one
//	                 that is internal hides what is below it, and their positions
//	[[assessment]]   period, object, method, result, findings, corrections
//	[[milestone]]    name, from, to, done (when it was reached), responsible
//	[[warning]]      number, kind, level, risk (position#risk), issued, reply_due,
//	                 replied, outcome
//	[[resource]]     kind, required, actual, place
//	[[target]]       name, target, actual, as_of
//	[[response]]     what is done at a level: level (a grade, or a level of the unit's
//	                 own), extends (the level whose measures it includes; of a grade
//	                 what the grade extends), trigger, release, responsible, measures
//	[[removed]]      what (a published position or position#risk that is no more),
//	                 title, on, reason, to (what takes its place)
//
// Each record from assessment down may have an audience of its own. Dates are TOML
// dates, without quotes.
//
// # A position
//
// The name of the file without .md is the position's id. Front matter in TOML
// stands between two lines of +++:
//
//	name           required
//	kind           position (default), department, unit, process or place
//	department     id or name of a department of unit.toml; any name where that
//	               declares none
//	level          leadership, middle or frontline, or 领导, 中层, 一线
//	holders        how many people hold it
//	duties, manages (departments), audience, allow
//	[[power]]      id, name, type, basis, conditions, audience
//	[[power.step]] id, name, by, kind (start, task, decision, end), next (ids of
//	               steps), risks (ids of risk points of the position), limit
//
// Prose before the first heading of level two describes the position. Each heading
// of level two is a risk point, with its id in braces: "## 化整为零 {#split}". The
// first list below it gives its fields, one to an entry, as label, colon, text:
//
//	类别 风险类别            category         one or more, split by 、 or ,
//	等级 风险等级            grade            of the scheme
//	表现 表现形式            manifestation
//	成因                    cause
//	后果                    consequence
//	责任追究                 liability
//	依据 法律依据            basis            may be repeated
//	可能性 影响程度 暴露频率  likelihood, severity, exposure: numbers, where the
//	                                         scheme computes the grade
//	评级理由                 reason
//	剩余等级                 residual         grade after controls
//	来源                    source           of the scheme
//	种类                    kind             what like risk points share
//	复核日期                 review_by        date
//	公开范围                 audience         public (公开) or internal (内部)
//	承接                    extends          unit/position#risk of a superior unit
//	豁免                    allow            rule (reason)
//	防控措施                 control          a control
//	a stage of the scheme                    a control of that stage: 前期预防 …
//	                                         (前期预防, 中期监控, 后期处置 where it has none)
//
// A control is the text, or a nested list of texts. Closing parentheses hold its own
// fields, split by semicolons: 责任 owner, 监督 supervisor, 时限 due, 频次 frequency,
// 方式 treatment, 依据 basis, 指标 indicator, 公开范围 audience. Full-width and
// half-width colons, parentheses, semicolons and commas are equal. What follows the
// list, up to the next heading of level two, is prose about the risk point.
//
// # A catalogue in TOML
//
// A list of [[position]] with id and the keys of the front matter, in it
// [[position.risk]] with id, title and the English names above as keys, and in that
// [[position.risk.control]] with stage, text and the fields of a control. Both forms
// give the same catalogue and the same findings.
//
// # A scheme
//
//	name      required
//	include   schemes from which the blocks that this one leaves out are taken
//	method    direct (the grade is written), matrix or product
//	inputs    of a product: likelihood, severity and perhaps exposure
//	[[grade]] the worst first: id, label, aliases, symbol, colour (#rrggbb),
//	          colour_name, meaning, from (the lowest score), monitor,
//	          accountability, review_months, extends (id of a milder grade whose
//	          measures it includes)
//	[[category]], [[stage]], [[treatment]], [[approval]], [[source]],
//	[[assessment]]  id, label, aliases, required
//	[[score]] input, value, label: the steps of a scale
//	[matrix]  likelihood and severity: labels, the lowest first; grade: one row for
//	          each likelihood, in it one grade for each severity
//
// A catalogue may write the id, the label or an alias of a word. Where the scheme
// computes, the grade follows from the inputs; inputs that give none, and a written
// grade that differs, are an error.
package load
