package learn

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"proxflow/theory/learn/internal/kernel"
)

// State is a training between two steps: all that is needed to resume it, and its result once it is done.
type State struct {
	Step    int       // steps taken
	Losses  []float32 // of these steps
	moments kernel.Adam
	digest  [sha256.Size]byte // of the configuration
}

// Weights are the weights after the last step, in float32. They belong to the state.
func (s *State) Weights() []float32 { return s.moments.Weights }

// Average is the exponential moving average of the weights, the usual result. It belongs to the state.
func (s *State) Average() []float32 { return s.moments.Average }

func newState(weights []float32, digest [sha256.Size]byte) *State {
	s := &State{digest: digest}
	m := &s.moments
	m.Weights, m.Average = weights, append([]float32(nil), weights...)
	m.First, m.Second = make([]float32, len(weights)), make([]float32, len(weights))
	return s
}

// clone is a deep copy, with room for the losses of this many steps.
func (s *State) clone(steps int) *State {
	c := newState(append([]float32(nil), s.moments.Weights...), s.digest)
	copy(c.moments.First, s.moments.First)
	copy(c.moments.Second, s.moments.Second)
	copy(c.moments.Average, s.moments.Average)
	c.Step, c.Losses = s.Step, append(make([]float32, 0, max(steps, s.Step)), s.Losses...)
	return c
}

func (s *State) vectors() []*[]float32 {
	return []*[]float32{&s.moments.Weights, &s.moments.First, &s.moments.Second, &s.moments.Average}
}

// finite says whether all weights and moments are finite.
func (s *State) finite() bool {
	for _, v := range s.vectors() {
		sum := float32(0)
		for _, x := range *v {
			sum += x * 0
		}
		if math.IsNaN(float64(sum)) {
			return false
		}
	}
	return true
}

// magic begins every checkpoint; its number is the version of the encoding.
const magic = "proxflow training 1\n"

// MarshalBinary encodes the state as a checkpoint: a line with the version; the digest of the configuration;
// the step and the number of weights (8 bytes each); weights, first and second moments, average and losses
// (4 bytes each); and the SHA-256 of all that. Numbers are little-endian.
func (s *State) MarshalBinary() ([]byte, error) {
	out := append([]byte(magic), s.digest[:]...)
	out = binary.LittleEndian.AppendUint64(out, uint64(s.Step))
	out = binary.LittleEndian.AppendUint64(out, uint64(len(s.moments.Weights)))
	for _, v := range append(s.vectors(), &s.Losses) {
		for _, x := range *v {
			out = binary.LittleEndian.AppendUint32(out, math.Float32bits(x))
		}
	}
	sum := sha256.Sum256(out)
	return append(out, sum[:]...), nil
}

// UnmarshalBinary decodes a checkpoint. An error says that it is not one, or that it is damaged.
func (s *State) UnmarshalBinary(data []byte) error {
	body, ok := bytes.CutPrefix(data, []byte(magic))
	if !ok {
		return fmt.Errorf("learn: not a checkpoint, or one of another version: it does not start with %q", magic)
	}
	damaged := errors.New("learn: the checkpoint is damaged")
	if len(body) < 2*sha256.Size+16 {
		return damaged
	}
	end := len(data) - sha256.Size
	if sum := sha256.Sum256(data[:end]); !bytes.Equal(sum[:], data[end:]) {
		return damaged
	}
	body = body[:len(body)-sha256.Size]
	next := State{}
	body = body[copy(next.digest[:], body):]
	step, size := binary.LittleEndian.Uint64(body), binary.LittleEndian.Uint64(body[8:])
	body = body[16:]
	room := uint64(len(body)) / 4
	if size > room || step > room || len(body)%4 != 0 || 4*size+step != room {
		return damaged
	}
	next.Step = int(step)
	for _, v := range append(next.vectors(), &next.Losses) {
		n := size
		if v == &next.Losses {
			n = step
		}
		*v = make([]float32, n)
		for i := range *v {
			(*v)[i] = math.Float32frombits(binary.LittleEndian.Uint32(body[4*i:]))
		}
		body = body[4*n:]
	}
	*s = next
	return nil
}
