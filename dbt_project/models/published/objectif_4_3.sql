{{ objectif('psa-clermont', '4.3') }}
