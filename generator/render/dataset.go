package render

import "gongshi/generator/catalog"

// Dataset describes the data files of a catalogue in the words of schema.org, for
// search engines of data. Its dates are those that the unit states.
type Dataset struct {
	Context      string        `json:"@context"`
	Type         string        `json:"@type"`
	Name         string        `json:"name"`
	Description  string        `json:"description"`
	URL          string        `json:"url,omitempty"`
	Identifier   string        `json:"identifier,omitempty"`
	Language     string        `json:"inLanguage"`
	Created      string        `json:"dateCreated,omitempty"`
	Published    string        `json:"datePublished,omitempty"`
	Modified     string        `json:"dateModified,omitempty"`
	Free         bool          `json:"isAccessibleForFree"`
	Creator      *Organisation `json:"creator,omitempty"`
	Distribution []Download    `json:"distribution,omitempty"`
}

// Organisation is a public body in the words of schema.org.
type Organisation struct {
	Type string `json:"@type"`
	Name string `json:"name"`
}

// Download is a data file in the words of schema.org.
type Download struct {
	Type   string `json:"@type"`
	Format string `json:"encodingFormat"`
	URL    string `json:"contentUrl"`
}

// formats are the media types of data files, by their extensions.
var formats = map[string]string{
	"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv", "json": "application/json",
}

func (r *Renderer) dataset(at place, p *Page, creator string) *Dataset {
	d := &Dataset{Context: "https://schema.org", Type: "Dataset", Name: p.Heading, Description: p.Description, URL: p.Canonical,
		Language: r.words.lang, Free: true}
	if creator != "" {
		d.Creator = &Organisation{"Organization", creator}
	}
	return d
}

// download is a data file, by its full address where base_url is set.
func (r *Renderer) download(at place, path, ext string) Download {
	return Download{"DataDownload", formats[ext], describe(r.canonical(path), at.to(path))}
}

// dataset describes the unit's data files, or is nil where it publishes none.
func (v *unitView) dataset(at place, p *Page) *Dataset {
	u := v.unit
	if p.NoIndex || u.Publication.Status == catalog.StatusWithdrawn {
		return nil
	}
	d := v.r.dataset(at, p, u.Name)
	d.Name, d.Identifier = v.r.words.format("directory.name", u.Name), u.IndexNumber
	d.Created, d.Published, d.Modified = u.Publication.MadeOn.String(), published(u.Publication).String(), u.Publication.UpdatedOn.String()
	for _, ext := range []string{"xlsx", "csv", "json"} {
		d.Distribution = append(d.Distribution, v.r.download(at, catalog.DataFile(u.ID, ext), ext))
	}
	return d
}
