package generator

import (
	"sync"

	"gongshi/generator/search"
	"gongshi/generator/write"
)

// Session is what one build leaves in memory for the next one of the same process, which
// then neither reads what was kept nor looks at the old site. It is for an output folder
// and a folder of kept results that nobody else writes, and for one build at a time. The
// zero value is that before the first build.
type Session struct {
	last    index
	mu      sync.Mutex         // of records
	records map[string]*record // by key
	search  *keptIndex
	site    *write.Left // in place
	before  *write.Left // the spare site; nil where there is none, or a build that failed has begun from it
}

// record is what an earlier build made of the unit with a key, or nil.
func (s *Session) record(key string, body func() ([]byte, error)) *record {
	s.mu.Lock()
	kept := s.records[key]
	s.mu.Unlock()
	if kept == nil {
		return nil
	}
	r := *kept
	if r.Shown != nil {
		var err error
		if r.segment, err = search.ReadSegment(r.Head, body); err != nil {
			return nil
		}
	}
	return &r
}

// keep keeps the record of a unit, but for the lists and texts of its segment.
func (s *Session) keep(key string, r *record) {
	kept := *r
	if r.segment != nil {
		kept.Head, kept.segment = r.segment.Head(), nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.records == nil {
		s.records = map[string]*record{}
	}
	s.records[key] = &kept
}

// oldSite is what the build before left.
func (s *Session) oldSite(store *write.Kept) *oldSite {
	if s.last.Program == "" {
		return nil
	}
	o := &oldSite{last: s.last, state: s.last.State}
	o.done.Go(func() {
		var spare *write.Spare
		if s.before != nil {
			spare = s.before.Spare(store.SpareSite())
		} else {
			spare, _ = write.OpenSpare(store.SpareSite()) // where there is none, all the more is to be done
		}
		o.spare = func() *write.Spare { return spare }
	})
	return o
}

// begin says that a site is begun from the spare one, which is then no longer known.
func (s *Session) begin() { s.before = nil }

// forget has the next build take over nothing, unless this one comes to an end.
func (s *Session) forget() { s.last, s.before = index{}, nil }

// finish takes up what a build has left.
func (s *Session) finish(k *keeper) {
	s.last, s.search = k.now, k.search
	s.before = nil
	if k.left.Spared {
		s.before = s.site
	}
	s.site = k.left
	records := make(map[string]*record, len(k.now.Units))
	for _, u := range k.now.Units {
		if r := s.records[u.Key]; r != nil {
			records[u.Key] = r
		}
	}
	s.records = records
}
