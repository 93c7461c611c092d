// Package figures draws what the results store holds, in SVG, PDF and PNG fit for a paper.
//
// There are only a few types. A Figure is one kind of picture; its parameters are exported fields. Each is
// one file and adds itself to the Catalog. Data is what an experiment left in the store: judged rows and
// observed series. A Figure turns Data into a Drawing of the package internal/canvas, which holds the style,
// the axes and the file formats. The same data give the same bytes.
package figures

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"

	"proxflow/paper-figures/internal/canvas"
	"proxflow/results"
	"proxflow/theory/catalog"
)

// Formats are the formats in which a figure can be written.
var Formats = canvas.Formats

// Catalog holds the figures by name.
var Catalog = catalog.New[Figure]("figure")

// Figure is one kind of picture. Its exported fields are its parameters.
type Figure interface {
	// Draw makes the picture. The error says what the data lack, in one line.
	Draw(data *Data) (*canvas.Drawing, error)
}

// Render draws a figure that a spec asks for from what the experiment left in the store, and writes it as
// dir/<name>.<format> for each of the Formats asked for. It returns the files in the order of the formats. A
// file is replaced whole or not at all.
func Render(
	store Source, experiment string, spec results.FigureSpec, dir string, formats ...string,
) (files []string, err error) {
	fail := func(err error) ([]string, error) { return nil, fmt.Errorf("figure %q: %w", spec.Name, err) }
	if !catalog.IsName(spec.Name) {
		return fail(fmt.Errorf("its name must be a plain word, since it becomes a file name"))
	}
	for _, f := range formats {
		if !slices.Contains(canvas.Formats, f) {
			return fail(catalog.Unknown("format of figures", f, canvas.Formats))
		}
	}
	var ref any
	if err := json.Unmarshal(spec.Draw, &ref); err != nil {
		return fail(err)
	}
	figure, _, err := Catalog.Build(ref)
	if err != nil {
		return fail(err)
	}
	drawing, err := figure.Draw(&Data{store, experiment})
	if err != nil {
		return fail(err)
	}
	for _, f := range formats {
		var b bytes.Buffer
		if err := drawing.Write(&b, f); err != nil {
			return fail(err)
		}
		file := filepath.Join(dir, spec.Name+"."+f)
		if err := results.WriteFile(file, b.Bytes()); err != nil {
			return fail(err)
		}
		files = append(files, file)
	}
	return files, nil
}
