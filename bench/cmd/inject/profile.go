package main

import (
	"os"
	"runtime"
	"runtime/pprof"
	"time"

	"github.com/teletextio/content/bench/corpus"
	"github.com/teletextio/content/bench/rival"
)

// profileCPU writes a CPU profile of ours over the corpus.
func profileCPU(pages []corpus.Page, name string) error {
	ours, f, err := oursAndFile(pages, name)
	if err != nil {
		return err
	}
	defer f.Close()
	defer ours.Close()
	if err := pprof.StartCPUProfile(f); err != nil {
		return err
	}
	defer pprof.StopCPUProfile()
	for start := time.Now(); time.Since(start) < 8*time.Second; {
		if _, err := ours.Pass(); err != nil {
			return err
		}
	}
	return nil
}

// profileAllocs writes a profile of all allocations that ours makes in ten
// passes over the corpus, after a first one.
func profileAllocs(pages []corpus.Page, name string) error {
	ours, f, err := oursAndFile(pages, name)
	if err != nil {
		return err
	}
	defer f.Close()
	defer ours.Close()
	runtime.MemProfileRate = 1
	for range 10 {
		if _, err := ours.Pass(); err != nil {
			return err
		}
	}
	runtime.GC() // the profile is complete after one
	runtime.MemProfileRate = 0
	return pprof.Lookup("allocs").WriteTo(f, 0)
}

// oursAndFile opens ours, passes once, and creates the file.
func oursAndFile(pages []corpus.Page, name string) (rival.Contender, *os.File, error) {
	ours, err := rival.All()[0].Open(pages)
	if err != nil {
		return nil, nil, err
	}
	if _, err := ours.Pass(); err != nil {
		return nil, nil, err
	}
	f, err := os.Create(name)
	return ours, f, err
}
