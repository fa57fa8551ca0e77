package catalog

import "time"

// IsWorkday reports whether people work on the day: on weekdays that are no day
// off, and on the weekend days that make up for one.
func (h *Holidays) IsWorkday(d Date) bool { return h.workdays(d)(d) }

// workdays gives what [Holidays.IsWorkday] tells of days from one on. A term has many
// days, and a calendar many years.
func (h *Holidays) workdays(from Date) func(Date) bool {
	declared := map[Date]bool{} // whether people work
	for _, days := range []struct {
		list []Date
		work bool
	}{{h.Off, false}, {h.Work, true}} {
		for _, d := range days.list {
			if d.Compare(from) >= 0 {
				declared[d] = days.work
			}
		}
	}
	return func(d Date) bool {
		if work, ok := declared[d]; ok {
			return work
		}
		day := d.Time().Weekday()
		return day != time.Saturday && day != time.Sunday
	}
}

// Workdays counts the working days after from, up to and including to: the day of an
// event does not count (民法典 article 201).
func (h *Holidays) Workdays(from, to Date) int {
	n, works := 0, h.workdays(from)
	for d := from.AddDays(1); d.Compare(to) <= 0; d = d.AddDays(1) {
		if works(d) {
			n++
		}
	}
	return n
}

// AddWorkdays returns the last day of a term of n working days that begins the day
// after from.
func (h *Holidays) AddWorkdays(from Date, n int) Date {
	d, works := from, h.workdays(from)
	for n > 0 {
		d = d.AddDays(1)
		if works(d) {
			n--
		}
	}
	return d
}

// AddDays returns the day that many days later.
func (d Date) AddDays(n int) Date { return DateOf(d.Time().AddDate(0, 0, n)) }

// AddMonths returns the same day that many months later, or the last day of that
// month where it is shorter.
func (d Date) AddMonths(n int) Date {
	last := DateOf(time.Date(d.Year, time.Month(d.Month+n)+1, 0, 0, 0, 0, 0, time.UTC))
	return Date{last.Year, last.Month, min(d.Day, last.Day)}
}
