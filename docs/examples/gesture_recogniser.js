// The events of a stream of hand landmarks, for a page with onnxruntime-web (or node with the same package).
//
//   const card = await (await fetch("mine.card.json")).json();
//   const recogniser = new GestureRecogniser(ort, await ort.InferenceSession.create("mine.onnx"), card);
//   for (const event of await recogniser.push(seconds, points)) console.log(event.gesture, event.score);

const HAND = 63; // numbers of a hand: 21 landmarks, x, y, z

export class GestureRecogniser {
  constructor(ort, session, card) {
    Object.assign(this, { ort, session, card });
    this.state = {}; // all zeros before the first step
    for (const [name, shape] of Object.entries(card.state)) {
      const size = shape.reduce((product, side) => product * side, 1);
      this.state[name] = new ort.Tensor("float32", new Float32Array(size), shape);
    }
    this.last = -Infinity; // seconds: the last frame that showed a hand …
    this.before = null; // … and its points
    this.clock = 0; // seconds: the last step
    this.fired = card.labels.map(() => -Infinity);
    this.restingUntil = -Infinity;
  }

  // A frame: its time in seconds, its points as pointsOf gives them → the events it completes. One call after the other.
  async push(time, points) {
    const events = [];
    for (const [now, hands, fresh] of this.steps(time, points)) {
      const event = this.trigger(now, await this.scores(hands, fresh), fresh);
      if (event) events.push(event);
    }
    return events;
  }

  // Frames on the model's clock: at each step the hands between the frame before and this one.
  steps(now, points) {
    const steps = [];
    const there = [0, HAND].some((wrist) => !Number.isNaN(points[wrist]));
    if (!there || now <= this.last) return steps;
    const gap = now - this.last;
    if (gap >= this.card.away_s) {
      this.clock = now;
      steps.push([now, points, true]);
    }
    while (gap < this.card.away_s && this.clock + 1 / this.card.rate <= now + 1e-6) {
      this.clock += 1 / this.card.rate;
      const share = 1 - (now - this.clock) / gap;
      const between = points.map((after, n) => {
        const value = this.before[n] + share * (after - this.before[n]);
        return Number.isNaN(value) ? (share >= 0.5 ? after : this.before[n]) : value; // a hand in one of them only
      });
      steps.push([this.clock, between, false]);
    }
    this.last = now;
    this.before = points;
    return steps;
  }

  // The averaged score of every label after this step.
  async scores(hands, fresh) {
    const inputs = {
      points: new this.ort.Tensor("float32", hands, [2, 21, 3]),
      fresh: new this.ort.Tensor("bool", [fresh], [1]),
    };
    const outputs = await this.session.run({ ...inputs, ...this.state });
    for (const name of Object.keys(this.state)) this.state[name] = outputs[`${name}_after`];
    return outputs.scores.data;
  }

  // The card's rule: over the threshold, fired once, armed again when low, rested.
  trigger(now, scores, fresh) {
    const { labels, thresholds, again_s, trigger, starter = [] } = this.card;
    const own = (n) => !starter.includes(labels[n]); // the user's gestures come before the starter's
    const mayCome = this.fired.map((fired, n) => now - fired >= again_s[n] - 1e-9);
    if (fresh) {
      this.armed = mayCome;
      this.lowSince = labels.map(() => Infinity);
    }
    let best = 0; // the background, which never fires
    for (let n = 1; n < labels.length; n++) {
      const low = scores[n] < thresholds[n] * trigger.rearm_share;
      this.lowSince[n] = low ? Math.min(this.lowSince[n], now) : Infinity;
      this.armed[n] ||= mayCome[n] && now - this.lowSince[n] >= trigger.rearm_s - 1e-9;
      const ready = this.armed[n] && scores[n] >= thresholds[n];
      if (ready && (best === 0 || (own(n) - own(best) || scores[n] - scores[best]) > 0)) best = n;
    }
    if (best === 0 || now < this.restingUntil) return null;
    this.armed[best] = false;
    this.fired[best] = now;
    this.restingUntil = now + trigger.rest_s;
    return { time: now, gesture: labels[best], score: scores[best] };
  }
}

// What MediaPipe's HandLandmarker found in an unmirrored picture, in picture heights, the left hand first; NaN: absent.
export function pointsOf(found, width, height) {
  const points = new Float32Array(2 * HAND).fill(NaN);
  const aspect = width / height;
  found.landmarks.forEach((landmarks, n) => {
    const start = found.handedness[n][0].categoryName === "Right" ? HAND : 0;
    landmarks.forEach(({ x, y, z }, joint) => points.set([aspect * x, y, aspect * z], start + 3 * joint));
  });
  return points;
}
