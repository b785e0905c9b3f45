"""What learners know: Daybreak, pyBKT and scikit-learn's Best-LR on the same rows of public logs. `make peers-learner`.

Takes the data folder of theophilegervet/learner-performance-prediction (nothing of it is kept here), writes its table
into benches/README.md, and ends with 1 when a peer could not run.
"""

import argparse
import importlib.util
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.sparse import load_npz
from sklearn.metrics import roc_auc_score

import best_lr
import bkt

ROOT = Path(__file__).resolve().parents[2]
HEADER = ["data", "model", "AUC", "RMSE", "seconds"]
COLUMNS = "learner=user_id,item=item_id,competency=skill_id,at=timestamp,score=correct"
OURS = ["plr", "school", "elo", "best-lr", "irt", "pfa", "bkt"]
PEERS = {
    "scikit-learn, Best-LR": best_lr.run,
    "pyBKT": lambda *rows: bkt.run(*rows, forgets=False),
    "pyBKT with forgetting": lambda *rows: bkt.run(*rows, forgets=True),
}
# Name, folder, folds by learner (0: the published training and test file).
SETS = [("ASSISTments 2009", "assistments09", 0), ("Statics 2011", "statics", 0), ("Algebra 2005, 114 learners", "algebra05", 5)]


def shared_report():
    """The tables and the machine's shape as the other comparison writes them."""
    spec = importlib.util.spec_from_file_location("report", ROOT / "benches" / "peers" / "report.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read(path):
    rows = pd.read_csv(path, sep="\t")
    rows = rows.rename(columns={"user_id": "learner", "item_id": "item", "timestamp": "at", "correct": "score"})
    return rows[["learner", "item", "at", "score"]].sort_values(["learner", "at"], kind="stable").reset_index(drop=True)


def figures(score, predicted):
    return roc_auc_score(score, predicted), float(np.sqrt(np.mean((score - predicted) ** 2)))


def daybreak(arguments, model, threads):
    command = [ROOT / "target/release/daybreak", "evaluate", *arguments, "--model", model, "--format", "json", "--quiet"]
    command += ["--columns", COLUMNS, "--threads", str(threads)]
    answer = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    seconds = answer["seconds"]["fit"] + answer["seconds"]["predict"]
    return answer["auc_mean"], answer["rmse"], seconds


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="the folder data/ of learner-performance-prediction")
    parser.add_argument("--only", default="", help="of the folders, comma-separated")
    parser.add_argument("--threads", type=int, default=1, help="for Daybreak")
    parser.add_argument("--print-only", action="store_true", help="leave benches/README.md as it is")
    args = parser.parse_args()
    report, table, failed = shared_report(), [], False

    def add(data, model, auc, rmse, seconds):
        table.append([data, model, f"{auc:.4f}", f"{rmse:.4f}", f"{seconds:.2f}"])
        print("  ".join(table[-1]), flush=True)

    for name, folder, n_folds in SETS:
        if args.only and folder not in args.only.split(","):
            continue
        place = args.data / folder
        needs = load_npz(place / "q_mat.npz").tocoo()
        skills_of = {}
        for item, skill in sorted(zip(needs.row.tolist(), needs.col.tolist())):
            skills_of.setdefault(item, []).append(skill)
        test = read(place / "preprocessed_data_test.csv")
        with tempfile.TemporaryDirectory() as work:
            q_matrix, folds = Path(work) / "q.csv", Path(work) / "folds.csv"
            pairs = [(item, skill) for item, skills in skills_of.items() for skill in skills]
            pd.DataFrame(pairs, columns=["item", "competency"]).to_csv(q_matrix, index=False)
            if n_folds:
                learners = sorted(test["learner"].unique().tolist())
                dealt = np.random.default_rng(1).permutation(len(learners)) % n_folds
                fold_of = dict(zip(learners, dealt.tolist()))
                pd.DataFrame(fold_of.items(), columns=["learner", "fold"]).to_csv(folds, index=False)
                of_row = test["learner"].map(fold_of)
                splits = [(test[of_row != fold], test[of_row == fold]) for fold in range(n_folds)]
                arguments = [place / "preprocessed_data_test.csv", "--folds", folds]
            else:
                splits = [(read(place / "preprocessed_data_train.csv"), test)]
                arguments = ["--train", place / "preprocessed_data_train.csv", "--test", place / "preprocessed_data_test.csv"]
            for model in OURS:
                add(name, f"Daybreak, {model}", *daybreak([*arguments, "--q-matrix", q_matrix], model, args.threads))
        for peer, run in PEERS.items():
            seconds, aucs, errors = 0.0, [], []
            try:
                for train, held in splits:
                    begun = time.perf_counter()
                    predicted = run(train, held, skills_of)
                    seconds += time.perf_counter() - begun
                    auc, rmse = figures(held["score"].to_numpy(), predicted)
                    aucs.append(auc)
                    errors.append((rmse, len(held)))
            except Exception as why:
                print(f"{name}  {peer}  failed: {why!r}", file=sys.stderr, flush=True)
                failed = True
                continue
            rmse = (sum(n * rmse**2 for rmse, n in errors) / sum(n for _, n in errors)) ** 0.5
            add(name, peer, float(np.mean(aucs)), rmse, seconds)
    words = f"Measured {report.machine()}; Daybreak on {args.threads} core. Seconds are fit and prediction, reading apart."
    text = f"{report.table(HEADER, table)}\n\n{words}"
    if args.print_only:
        print(text)
    else:
        report.rewrite(ROOT / "benches" / "README.md", "peers-learner", text)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
