// What a user of oapi-codegen writes against the client that it generates.
package main

import (
	"context"
	"fmt"
	"log"
	"os"
)

func main() {
	ctx := context.Background()
	client, err := NewClientWithResponses(os.Getenv("GATEWAY_URL"))
	check(err == nil, err)

	body := ImportStart{CollectionName: "books"}
	check(body.Files.FromImportStartFiles0([]string{"books/2026-11.json"}) == nil, body)
	started, err := client.StartImportWithResponse(ctx, nil, body)
	check(err == nil && started.JSON202 != nil, started)

	wait := "30s"
	waited, err := client.GetImportJobWithResponse(ctx, started.JSON202.Id, &GetImportJobParams{Wait: &wait})
	check(err == nil && waited.JSON200 != nil, waited)
	job := waited.JSON200
	state, err := job.State.AsKnownJobState()
	check(err == nil && state == KnownJobStateSucceeded && job.Done && *job.Details.RowCount == 1000, job)

	missing, err := client.GetImportJobWithResponse(ctx, "1", nil)
	check(err == nil && missing.ApplicationproblemJSON404 != nil, missing)
	failOnFailed := true
	failed, err := client.GetImportJobWithResponse(ctx, "446781855410077327", &GetImportJobParams{FailOnFailed: &failOnFailed})
	check(err == nil && failed.ApplicationproblemJSON424 != nil, failed)
	failure := failed.ApplicationproblemJSON424
	failedJob, err := failure.Job.AsImportJob()
	check(err == nil && *failedJob.Reason == failure.Detail, failure)

	listed, err := client.ListJobsWithResponse(ctx, nil)
	check(err == nil && listed.JSON200 != nil, listed)
	kinds := map[string]bool{}
	for _, each := range listed.JSON200.Jobs {
		value, err := each.ValueByDiscriminator()
		check(err == nil, err)
		kinds[fmt.Sprintf("%T", value)] = true
	}
	check(kinds["main.ImportJob"] && kinds["main.RefreshJob"], kinds)
	fmt.Println("the Go client works")
}

func check(holds bool, told any) {
	if !holds {
		log.Fatalf("%+v", told)
	}
}
