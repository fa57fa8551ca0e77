package generator

import (
	"context"
	"io/fs"
	"sync"

	"gongshi/generator/catalog"
	"gongshi/generator/change"
	"gongshi/generator/load"
)

// Snapshot takes the state of the content as a view shows it, to be compared with
// another. Findings do not matter: what cannot be read is not in it.
func Snapshot(ctx context.Context, content fs.FS, view catalog.View, jobs int) (*change.Snapshot, error) {
	site, err := load.OpenSite(content)
	if err != nil {
		return nil, err
	}
	b := &builder{content: content, site: site, opt: Options{View: view}, shown: map[string]bool{}}
	for _, u := range view.Tree(site.Tree) {
		b.shown[u.ID] = true
	}
	var mu sync.Mutex
	var s change.Snapshot
	err = eachUnit(ctx, site, jobs, func(_ context.Context, i int) error {
		if !b.shown[site.Units[i].ID] {
			return nil
		}
		u, err := b.view(i)
		if err != nil {
			return err
		}
		mu.Lock()
		defer mu.Unlock()
		s.Add(u)
		return nil
	})
	if err != nil {
		return nil, err
	}
	s.Sort()
	return &s, nil
}
