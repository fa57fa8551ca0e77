package generator

import (
	"bytes"
	"crypto/sha256"
	"encoding/gob"
	"errors"
	"fmt"
	"strings"

	"gongshi/generator/load"
	"gongshi/generator/search"
	"gongshi/generator/write"
)

// keptIndex is what is kept of the search index of a site, from which the next one is
// made where few units have changed.
type keptIndex struct {
	Memo  *search.Memo
	Files write.Files
}

// formerIndex is the search index of the build before, nil where it is of no use. What
// is taken over of it becomes part of the new site.
func (k *keeper) formerIndex(part *write.Part) *search.Former {
	if k == nil || k.store == nil || !k.whole {
		return nil
	}
	kept := k.readSearch()
	if kept == nil {
		return nil
	}
	return &search.Former{
		Memo: kept.Memo,
		Site: load.Folder(k.out),
		Segment: func(unit string) (*search.Segment, error) {
			if r := k.read(k.last.Units[unit].Key); r != nil && r.segment != nil {
				return r.segment, nil
			}
			return nil, errLost
		},
		Take: func(folders []string, but map[string]bool) error {
			var files write.Files
			for _, f := range kept.Files {
				for _, folder := range folders {
					if strings.HasPrefix(f.Path, "search/"+folder) && !but[f.Path] {
						files = append(files, f)
					}
				}
			}
			err := part.Take(k.out, files)
			if errors.Is(err, write.ErrStale) {
				return fmt.Errorf("%w: %w", search.ErrStale, err)
			}
			return err
		},
	}
}

// readSearch reads what the build before kept of the index, nil where it is of no use.
func (k *keeper) readSearch() *keptIndex {
	if k.session != nil {
		return k.session.search
	}
	data, err := k.store.Get(k.last.Search)
	if err != nil {
		return nil
	}
	kept := new(keptIndex)
	if gob.NewDecoder(bytes.NewReader(data)).Decode(kept) != nil {
		return nil
	}
	return kept
}

// keepIndex keeps what the next build needs of the search index, under a name of its
// own: a build that is cut short leaves the one before to what it belongs to.
func (k *keeper) keepIndex(info search.Info, files write.Files) error {
	if k == nil || k.store == nil || info.Memo == nil {
		return nil
	}
	kept := &keptIndex{info.Memo, files}
	if k.session != nil {
		k.search = kept
		return nil
	}
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(kept); err != nil {
		return fmt.Errorf("keep search index: %w", err)
	}
	k.now.Search = fmt.Sprintf("search-%x", sha256.Sum256(b.Bytes()))[:40]
	return k.store.Put(k.now.Search, b.Bytes())
}
